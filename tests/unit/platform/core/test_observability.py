"""What is written: one line of JSON each, and nothing of a person."""

import json
import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.masking import mask
from baton.core.observability import logger, record


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mail ada@example.com now", "mail <email> now"),
        ("Ada.Love+x@mail.example.co.uk", "<email>"),
        ("call +43 (660) 123-4567", "call <phone>"),
        ("call 0660 1234567.", "call <phone>."),
        ("lead 01ARZ3NDEKTSV4RRFFQ69G5FAV took 1234 ms", None),
        ("at 2026-03-02T12:00:00.123456Z", None),
    ],
)
def test_addresses_and_numbers_of_people_are_masked_and_nothing_else(
    text: str, masked: str | None
) -> None:
    assert mask(text) == (masked or text)


def test_a_line_is_a_log_line_and_metrics_in_one(capsys: pytest.CaptureFixture[str]) -> None:
    record(
        "lead_triage",
        "task",
        milliseconds={"TaskTime": 1.25},
        counts={"Tasks": 1},
        correlation_id="c-1",
        outcome="done",
    )
    (text,) = capsys.readouterr().out.splitlines()
    line = json.loads(text)
    assert line["message"] == "task"
    assert (line["service"], line["correlation_id"], line["level"]) == (
        "lead_triage",
        "c-1",
        "INFO",
    )
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive == {
        "Namespace": "Baton",
        "Dimensions": [["service"]],
        "Metrics": [
            {"Name": "TaskTime", "Unit": "Milliseconds"},
            {"Name": "Tasks", "Unit": "Count"},
        ],
    }
    assert (line["TaskTime"], line["Tasks"]) == (1.25, 1)


@given(
    text=st.text(max_size=50),
    local=st.from_regex(r"\A[a-z0-9._%+-]{1,20}\Z"),
    domain=st.from_regex(r"\A[a-z0-9-]{1,10}\.[a-z]{2,8}\Z"),
)
def test_an_address_never_gets_into_a_line(text: str, local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    with pytest.MonkeyPatch.context() as patch:
        written: list[str] = []
        patch.setattr(sys.stdout, "write", written.append)
        record("api", f"{text} {address}", field={"deep": [address]})
    line = "".join(written)
    assert address not in line
    json.loads(line)


def test_the_logger_masks_its_lines_and_its_stacks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = logger("test_observability")
    for handler in logging.getLogger("test_observability").handlers:
        assert isinstance(handler, logging.StreamHandler)
        monkeypatch.setattr(handler, "stream", sys.stdout)
    log.set_correlation_id("c-1")
    try:
        raise ValueError("ada@example.com is wrong")
    except ValueError:
        log.exception("for ada@example.com", extra={"who": "ada@example.com"})
    written = capsys.readouterr().out
    line = json.loads(written)
    assert "ada@example.com" not in written
    assert line["correlation_id"] == "c-1"
    assert line["message"] == "for <email>"
    assert "<email> is wrong" in line["exception"]


def test_half_a_surrogate_pair_loses_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    record("engagement", "task", counts={"Tasks": 1}, at="a\ud800b")
    logger("half_pairs").warning("ignored", extra={"at": "\udfff"})
    assert [json.loads(line)["at"] for line in capsys.readouterr().out.splitlines()] == ["a?b", "?"]

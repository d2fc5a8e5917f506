"""One demo at a time, and an exit status that a script can believe."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.local import demo
from infra.local.demo import INTERRUPTED, Options
from infra.local.ministack import LocalFailure
from infra.local.stack import LocalStack

Stage = Callable[..., Any]


class RecordingStack:
    """Takes what the demo does to its stack, and does nothing."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def end(self) -> None:
        self.done.append("end")

    def wipe(self) -> None:
        self.done.append("wipe")


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RecordingStack:
    recorded = RecordingStack()
    monkeypatch.setattr(demo, "LOCAL", tmp_path)
    monkeypatch.setattr(LocalStack, "named", lambda _name: recorded)
    monkeypatch.setattr(demo, "read_leads", lambda *_: [])
    monkeypatch.setattr(demo, "_start", lambda *_: {})
    monkeypatch.setattr(demo, "_feed", lambda *_, **__: 0)
    monkeypatch.setattr(demo, "_company", lambda *_, **__: None)
    return recorded


def test_a_demo_without_the_area_of_leads_says_what_to_do(
    stack: RecordingStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "read_context", lambda: {"baton": {"areas": ["campaigns"]}})

    with pytest.raises(LocalFailure, match=r"'leads' among the areas in cdk\.json"):
        demo.run(Options(once=True))
    assert stack.done == []


def interrupted(*_: Any, **__: Any) -> Any:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("stage", "failed", "status"),
    [("_feed", 0, 0), ("_feed", 2, 1), ("_campaign", True, 1), ("_shop", True, 1)],
)
def test_the_exit_status_says_whether_a_lead_a_campaign_or_a_sale_failed(
    stack: RecordingStack, monkeypatch: pytest.MonkeyPatch, stage: str, failed: int, status: int
) -> None:
    monkeypatch.setattr(demo, stage, lambda *_, **__: failed)

    assert demo.run(Options(once=True)) == status


@pytest.mark.parametrize("stage", ["_start", "_feed"])
def test_a_demo_that_is_stopped_before_its_summary_does_not_claim_success(
    stack: RecordingStack, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    monkeypatch.setattr(demo, stage, interrupted)

    assert demo.run(Options(once=True)) == INTERRUPTED
    assert stack.done[-1] == "end"


def test_stopping_a_demo_that_stays_up_is_its_ordinary_end(
    stack: RecordingStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "_stay", interrupted)

    assert demo.run(Options()) == 0


def test_a_second_demo_leaves_the_first_alone_and_says_what_to_do(
    stack: RecordingStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start_another(*_: Any) -> Any:
        before = list(stack.done)
        with pytest.raises(LocalFailure, match="Ctrl-C"):
            demo.run(Options(once=True))
        assert stack.done == before
        return {}

    monkeypatch.setattr(demo, "_start", start_another)

    assert demo.run(Options(once=True)) == 0

"""A file dropped into the bucket: no row is lost, none comes in twice, and every fault is told."""

import csv
import io
import json

import pytest

from tests.integration.wire import LEADS

HEADER = "external_id,email,first_name,country,source,message"


def row(name, email=None, message="Please call me about a demo.", country="Austria"):
    return f'{name},{email or f"{name}@files.example"},Ada,{country},Referral,"{message}"'


def table(*rows):
    return "\n".join((HEADER, *rows)) + "\n"


@pytest.fixture
def dropped(deployment, eventually):
    """Drops a file; gives its import's summary when the workflow is through."""

    def drop(key, content):
        before = deployment.executions("file_intake")
        deployment.drop(key, content)

        def through():
            now = deployment.executions("file_intake")
            started = set(now) - set(before)
            assert all(now[name] in {"RUNNING", "SUCCEEDED"} for name in started)
            return [name for name in started if now[name] == "SUCCEEDED"]

        eventually(through, f"the end of {key}")
        return deployment.summaries(key)[-1]

    return drop


def counted(summary):
    """How many rows had each end. On a busy machine a row may be accepted only: the file has not
    waited for its lead, and the outbox finishes it.
    """
    counts = dict(summary["counts"])
    counts["processed"] += counts.pop("accepted")
    return {status: count for status, count in counts.items() if count}


def rejected(deployment, summary):
    """The rejected rows' numbers with their reasons."""
    lines = csv.DictReader(io.StringIO(deployment.read(summary["rejected_rows"])))
    return {int(line["rejected_row"]): line for line in lines}


def test_good_rows_of_a_table_go_through_and_bad_ones_come_back_with_reasons(
    deployment, dropped, done_once
):
    summary = dropped(
        "incoming/mixed.csv",
        table(
            row("file-a1"),
            row("file-a2", email="nobody"),
            row("file-a3", message='=HYPERLINK(""http://evil.example"")'),
            row("", email=" "),
            row("file-a5", country="Atlantis"),
            row("file-a6", email="file-a1@files.example"),
            row("file-a7", email="bad", message='=HYPERLINK(""http://evil.example"")'),
        ),
    )

    assert summary["outcome"] == "finished"
    assert counted(summary) == {"processed": 3, "rejected": 3, "duplicate": 1}
    bad = rejected(deployment, summary)
    assert set(bad) == {2, 4, 7}
    assert "email" in bad[2]["rejected_because"]
    assert summary["ignored"] == {"country": 1}
    assert deployment.lead_known_as("file-a5")["ignored"][0]["value"] == "Atlantis"
    assert bad[2]["external_id"] == "file-a2"
    assert bad[7]["message"].startswith("'=HYPERLINK")
    done_once(deployment.lead_known_as("file-a3")["lead_id"])
    same_person = [deployment.lead_known_as("file-a1"), deployment.lead_known_as("file-a6")]
    (counts,) = [lead for lead in same_person if lead]
    done_once(counts["lead_id"])
    assert not any(deployment.lead_known_as(name) for name in ("file-a2", "file-a7"))
    assert deployment.heard("file.processed", import_id=summary["import_id"])


def test_a_file_dropped_again_brings_nothing_in_twice(deployment, dropped):
    content = table(row("file-b1"), row("file-b2"), row("file-b3", email="nobody"))
    first = dropped("incoming/again.csv", content)
    before = deployment.count("leads", "interactions")

    second = dropped("incoming/again.csv", content)

    assert counted(first) == {"processed": 2, "rejected": 1}
    assert second == first
    assert deployment.count("leads", "interactions") == before


def test_a_copy_under_another_name_brings_nothing_in_twice(deployment, dropped):
    content = table(row("file-c1"), row("file-c2"))
    dropped("incoming/original.csv", content)
    before = deployment.count("leads", "interactions")

    summary = dropped("incoming/copy.csv", content)

    assert counted(summary) == {"duplicate": 2}
    assert deployment.count("leads", "interactions") == before


def test_of_a_corrected_file_only_the_corrected_rows_are_taken_in(deployment, dropped, done_once):
    bad = table(row("file-d1"), row("file-d2", email="nobody"), row("file-d3"))
    dropped("incoming/corrected.csv", bad)
    before = deployment.count("leads")["leads"]

    summary = dropped("incoming/corrected.csv", bad.replace("nobody", "file-d2@files.example"))

    assert counted(summary) == {"processed": 1, "duplicate": 2}
    assert deployment.count("leads")["leads"] == before + 1
    for name in ("file-d1", "file-d2", "file-d3"):
        done_once(deployment.lead_known_as(name)["lead_id"])


def test_lines_of_json_are_taken_in_like_rows(deployment, dropped, application):
    good = {
        "external_id": "file-e1",
        "email": "file-e1@files.example",
        "first_name": "遥",
        "activity": {"visits": 3},
    }
    lines = [json.dumps(good), "{not json", json.dumps({**good, "email": 7}), json.dumps(["x"])]

    summary = dropped("incoming/LINES.JSONL", "\n".join(lines))

    assert counted(summary) == {"processed": 1, "rejected": 3}
    bad = rejected(deployment, summary)
    assert set(bad) == {2, 3, 4}
    assert all(line["rejected_because"] for line in bad.values())
    lead = deployment.lead_known_as("file-e1")
    kept = application.get(f"{LEADS}/{lead['lead_id']}").json()["details"]
    assert (kept["first_name"], kept["activity"]["visits"]) == ("遥", 3)


def test_a_companys_own_columns_are_read_by_its_mapping(deployment, dropped):
    deployment.drop(
        "mappings/acme.yaml",
        "empty: [n/a]\n"
        "fields:\n"
        "  external_id: Nummer\n"
        "  email: [E-Mail, Zweite E-Mail]\n"
        "  country: Land\n"
        "  attributes.beruf: Beruf\n",
    )
    content = (
        "Nummer;E-Mail;Zweite E-Mail;Land;Beruf\n"
        "file-f1;n/a;file-f1@files.example;Atlantis;Schlosser\n"
        "file-f2;nobody;;Austria;n/a\n"
    )

    summary = dropped("incoming/acme/leads.csv", content)

    assert counted(summary) == {"processed": 1, "rejected": 1}
    details = deployment.lead_known_as("file-f1")["details"]
    assert details["email"] == "file-f1@files.example"
    assert "country" not in details
    assert details["attributes"] == {"beruf": "Schlosser"}
    assert set(rejected(deployment, summary)) == {2}


@pytest.mark.parametrize(
    ("key", "content", "reason"),
    [
        ("incoming/leads.xlsx", b"PK\x03\x04 and so on", ".csv or .jsonl"),
        ("incoming/renamed.csv", b"PK\x03\x04 and so on", "Excel"),
        ("incoming/nobody/leads.csv", b"a,b\n1,2\n", "mapping"),
        ("incoming/columns.csv", b"colour,size\nred,7\n", "column"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(
    deployment, dropped, key, content, reason
):
    before = deployment.count("leads")

    summary = dropped(key, content)

    assert summary["outcome"] == "refused"
    assert reason in " ".join(summary["reasons"])
    assert deployment.count("leads") == before

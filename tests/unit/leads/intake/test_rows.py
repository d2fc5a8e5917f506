"""A row becomes one lead, or is rejected in words: once, however often it comes."""

import json
from datetime import timedelta

import pytest

from baton.core.errors import NotFound
from baton.leads.files.file_import import FileImport
from baton.leads.lead import LeadStatus
from functions.leads.intake import identity, resuming
from functions.leads.intake.agent import Intake
from functions.leads.intake.models import FileOpened, IntakeTask
from tests.fakes.platform.container import FakePlatform
from tests.unit.leads.intake.dropping import (
    details,
    items,
    opened,
    process,
    rejected,
    results,
    run,
    statuses,
    taken,
)

KEY = "incoming/may.csv"
TWO = "email,first_name\na@example.com,Ada\nb@example.com,Ben\n"
MAPPING = "fields: {email: Mail, country: Land}\n"


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


def test_a_row_is_kept_as_a_lead_whose_pipeline_the_file_runs_at_once(
    platform: FakePlatform,
) -> None:
    file = opened(platform, KEY, TWO)
    row = taken(platform, file.import_id, 1, items(platform, file)[0])

    assert row.lead is not None
    assert row.lead == platform.leads.get(row.lead.lead_id)
    assert row.correlation_id == row.lead.correlation_id == f"{file.import_id}-1"
    assert row.lead.held
    assert row.lead.lead_id not in platform.outbox.entries
    kept = platform.imports.row(file.import_id, 1)
    assert kept is not None
    assert (kept.status, kept.lead_id) == ("accepted", row.lead.lead_id)


def test_leads_of_a_file_are_listed_in_its_order(platform: FakePlatform) -> None:
    content = "email\n" + "\n".join(f"p{n}@example.com" for n in range(300))

    run(platform, KEY, content)

    assert [lead.email for lead in details(platform)] == [f"p{n}@example.com" for n in range(300)]


def test_a_repeated_row_is_the_same_lead_and_runs_only_while_it_waits(
    platform: FakePlatform,
) -> None:
    file = opened(platform, KEY, TWO)
    item = items(platform, file)[0]
    first = taken(platform, file.import_id, 1, item)
    assert taken(platform, file.import_id, 1, item) == first
    assert first.lead is not None

    process(platform, first.lead.lead_id)
    again = taken(platform, file.import_id, 1, item)

    assert (again.status, again.lead) == ("processed", None)
    assert statuses(platform, file.import_id) == {"processed": 1}
    assert len(platform.leads.kept) == 1


def test_a_file_that_is_dropped_again_processes_nothing_twice(platform: FakePlatform) -> None:
    first = run(platform, KEY, TWO)
    entries = dict(platform.outbox.entries)

    again = opened(platform, KEY, TWO)

    assert (again.import_id, again.already_finished) == (first.import_id, True)
    assert run(platform, KEY) == first
    assert (len(platform.leads.kept), platform.outbox.entries) == (2, entries)


def test_rows_with_the_same_content_are_duplicates_in_any_file_for_ninety_days(
    platform: FakePlatform,
) -> None:
    run(platform, KEY, TWO)
    first = sorted(platform.leads.kept)
    platform.clock.advance(60 * 86_400)

    ended = run(platform, "incoming/june.csv", TWO.replace("Ben", "Benjamin"))

    assert ended.counts == {"duplicate": 1, "processed": 1}
    duplicate = platform.imports.row(ended.import_id, 1)
    assert duplicate is not None
    assert duplicate.lead_id == first[0]
    platform.clock.advance(31 * 86_400)
    assert run(platform, "incoming/july.csv", TWO).counts == {"processed": 2}


def test_columns_in_another_order_and_format_are_the_same_content(platform: FakePlatform) -> None:
    run(platform, KEY, TWO)
    platform.clock.advance(2 * 86_400)

    swapped = run(platform, "incoming/a.csv", "first_name;email;city\nAda;a@example.com;\n")
    lines = run(platform, "incoming/b.jsonl", '{"first_name": "Ben", "email": "b@example.com"}')

    assert swapped.counts == lines.counts == {"duplicate": 1}


def test_a_persons_second_enquiry_within_a_day_is_a_duplicate(platform: FakePlatform) -> None:
    ended = run(platform, KEY, "email,interest\nada@example.com,one\nAda@Example.com,two\n")

    assert ended.counts == {"processed": 1, "duplicate": 1}
    platform.clock.advance(86_401)
    again = run(platform, "incoming/june.csv", "email,interest\nada@example.com,three\n")
    assert again.counts == {"processed": 1}


def test_bad_rows_are_told_with_their_reasons_and_what_they_were(platform: FakePlatform) -> None:
    content = (
        "email,company_size,country,company\n"
        'nobody,many,Atlantis,"Acme, Inc"\n'
        ",,,\n"
        ",5,,=cmd|' /C calc'!A0\n"
        "a@example.com,5,Austria,+43 1 234\n"
    )

    ended = run(platform, KEY, content)

    assert ended.counts == {"rejected": 2, "processed": 1}
    first, second = rejected(platform, ended)
    assert first["rejected_because"].split("; ")[:3] == [
        'company_size: is not a number (its decimals after ".", groups by ",")',
        "email: is not a valid e-mail address",
        "country: is neither an ISO 3166 country code nor the name of a country",
    ]
    assert (first["rejected_row"], first["company"]) == ("1", "Acme, Inc")
    assert second["rejected_because"] == "needs at least one of email, phone or external_id"
    assert (second["rejected_row"], second["company"]) == ("2", "'=cmd|' /C calc'!A0")
    assert results(platform, ended)["counts"]["rejected"] == 2


def test_an_enquiry_from_the_future_or_for_no_campaign_is_rejected(platform: FakePlatform) -> None:
    content = (
        "email,occurred_at,campaign_id\n"
        "a@example.com,2099-01-01T00:00:00Z,\n"
        "b@example.com,,01JNBX5T00ZZZZZZZZZZZZZZZZ\n"
    )

    ended = run(platform, KEY, content)

    assert [row["rejected_because"] for row in rejected(platform, ended)] == [
        "occurred_at: must not be in the future",
        "campaign_id: there is no such campaign",
    ]


def test_a_folder_names_the_mapping_and_an_import_keeps_it_as_it_was(
    platform: FakePlatform,
) -> None:
    platform.files.kept["mappings/acme/east.yaml"] = MAPPING.encode()
    file = opened(platform, "incoming/acme/east/may.csv", "Mail,Land\na@example.com,Austria\n")
    platform.files.kept["mappings/acme/east.yaml"] = b"fields: {email: Land}\n"

    row = taken(platform, file.import_id, 1, items(platform, file)[0])

    assert file.mapping == "mappings/acme/east.yaml"
    assert row.lead is not None
    assert (row.lead.details.email, row.lead.details.country) == ("a@example.com", "AT")


def test_a_mapping_is_read_once_and_not_for_each_row(platform: FakePlatform) -> None:
    platform.files.kept["mappings/acme.yaml"] = MAPPING.encode()
    content = "Mail,Land\n" + "\n".join(f"p{n}@example.com,AT" for n in range(20))
    file = opened(platform, "incoming/acme/may.csv", content)
    platform.faults.calls.clear()
    agent = Intake.assemble(platform)

    for number, item in enumerate(items(platform, file), 1):
        taken(platform, file.import_id, number, item, agent)

    assert platform.faults.calls.count("files.read") == 1
    assert platform.faults.calls.count("imports.get") == 1


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        (b"fields: {emial: Mail}", "line 1, fields: a lead has no field emial: did you mean email"),
        (b"\xff\xfe\x00", "The column mapping mappings/acme.yaml is not UTF-8."),
        (b"x" * 900_000, "The column mapping mappings/acme.yaml is too big."),
        (b"fields: {email: Post}", 'fields.email: the file has no column "Post"'),
    ],
)
def test_a_wrong_mapping_refuses_the_file_until_it_is_right(
    platform: FakePlatform, mapping: bytes, reason: str
) -> None:
    key, content = "incoming/acme/may.csv", "Mail,Land\na@example.com,AT\n"
    platform.files.kept["mappings/acme.yaml"] = mapping
    refused = run(platform, key, content)
    assert any(told.startswith(reason) for told in refused.refused), refused.refused
    assert refused.finished_at is not None

    platform.files.kept["mappings/acme.yaml"] = MAPPING.encode()

    assert run(platform, key).counts == {"processed": 1}


def test_a_corrected_mapping_takes_rejected_rows_in_and_the_others_not_again(
    platform: FakePlatform,
) -> None:
    key, content = "incoming/acme/may.csv", "Mail,Land\na@example.com,AT\nb@example.com,Oz\n"
    strict = MAPPING.replace("country: Land", "country: {column: Land, when_invalid: reject}")
    platform.files.kept["mappings/acme.yaml"] = strict.encode()
    assert run(platform, key, content).counts == {"processed": 1, "rejected": 1}
    platform.clock.advance(3 * 86_400)

    platform.files.kept["mappings/acme.yaml"] = MAPPING.encode()

    assert run(platform, key).counts == {"duplicate": 1, "processed": 1}
    assert len(platform.leads.kept) == 2


def test_a_file_that_was_not_read_to_its_end_goes_on_by_itself_and_one_that_was_does_not(
    platform: FakePlatform,
) -> None:
    content = "email\na@example.com\nb@example.com\n"
    cut_short = run(platform, KEY, content, skip={2})
    assert cut_short.finished_at is None
    waiting = platform.outbox.entries[resuming.entry_id(cut_short.import_id)]
    assert waiting.available_at > platform.clock()

    platform.clock.advance(3_600)
    given_ = waiting.payload["input"]["detail"]
    again = Intake.assemble(platform).perform(
        IntakeTask.model_validate(
            {"action": "open", "bucket": given_["bucket"]["name"], **given_["object"]}
        )
    )
    assert isinstance(again, FileOpened)
    assert (again.import_id, again.already_finished) == (cut_short.import_id, False)
    later = platform.outbox.entries[resuming.entry_id(cut_short.import_id)]
    assert later.subject_id != waiting.subject_id, "an execution's name is used once"
    assert later.available_at > waiting.available_at

    ended = run(platform, KEY)

    assert ended.counts == {"processed": 2}
    assert resuming.entry_id(ended.import_id) not in platform.outbox.entries


def test_a_file_is_not_taken_up_for_ever(platform: FakePlatform) -> None:
    file = FileImport(
        import_id="i", bucket="b", key="incoming/x.csv", etag="e", started_at=platform.clock()
    )
    assert resuming.resumption(file, 1, platform.clock() + timedelta(hours=47))
    assert resuming.resumption(file, 1, platform.clock() + timedelta(hours=49)) is None
    large = file.model_copy(update={"rows": 1_000_000})
    entry = resuming.resumption(large, 1, platform.clock())
    assert entry is not None
    assert entry.available_at - platform.clock() > timedelta(hours=12)


def test_a_row_of_an_import_that_nobody_opened_is_an_error(platform: FakePlatform) -> None:
    with pytest.raises(NotFound):
        taken(platform, "01JNBX5T00ZZZZZZZZZZZZZZZZ", 1, {})


def test_a_lead_that_a_person_closed_meanwhile_counts_as_processed(platform: FakePlatform) -> None:
    file = opened(platform, KEY, "email\na@example.com\n")
    item = items(platform, file)[0]
    lead = taken(platform, file.import_id, 1, item).lead
    assert lead is not None
    closed = lead.model_copy(update={"version": 2, "status": LeadStatus.CLOSED})
    with platform.transactions.begin() as transaction:
        platform.leads.replace(closed, transaction)

    assert taken(platform, file.import_id, 1, item).status == "processed"


def test_ids_come_from_what_they_stand_for(platform: FakePlatform) -> None:
    base = identity.import_id("b", "k", "e", None)
    others = [
        identity.import_id("b2", "k", "e", None),
        identity.import_id("b", "k2", "e", None),
        identity.import_id("b", "k", "e2", None),
        identity.import_id("b", "k", "e", "m"),
    ]
    assert identity.import_id("b", "k", "e", None) == base
    assert len({base, *others}) == 5
    now = platform.clock()
    leads = [identity.lead_id(base, now, row) for row in (1, 2, 300, 70_000)]
    assert leads == sorted(set(leads))
    assert leads[0] != identity.lead_id(others[0], now, 1)
    later = identity.lead_id(base, now + timedelta(milliseconds=1), 1)
    assert later > leads[-1]


def test_a_row_is_plain_json_for_the_workflow(platform: FakePlatform) -> None:
    file = opened(platform, KEY, TWO)
    row = taken(platform, file.import_id, 1, items(platform, file)[0]).to_json()

    assert json.loads(json.dumps(row))["lead"]["details"]["email"] == "a@example.com"
    assert set(row) == {"status", "correlation_id", "lead"}

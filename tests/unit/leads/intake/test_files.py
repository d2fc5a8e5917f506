"""Files as they come from spreadsheets, databases and programs, all the way to leads."""

import csv
import io
import json

import pytest

from baton.effects.effect import EffectKind
from baton.leads.files.file_import import FileFormat
from baton.privacy.subject import email_key
from tests.fakes.platform.container import FakePlatform
from tests.unit.leads.intake.dropping import (
    details,
    items,
    opened,
    rejected,
    results,
    run,
    taken,
)

KEY = "incoming/may.csv"


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            "email,first_name\na@example.com,José\nb@example.com,Ben\n".encode(), id="unix"
        ),
        pytest.param(
            "email,first_name\r\na@example.com,José\r\nb@example.com,Ben".encode(), id="windows"
        ),
        pytest.param("email,first_name\ra@example.com,José\rb@example.com,Ben".encode(), id="mac"),
        pytest.param(
            "\ufeffemail,first_name\na@example.com,José\nb@example.com,Ben".encode(), id="bom"
        ),
        pytest.param(
            "email,first_name\na@example.com,José\nb@example.com,Ben".encode("utf-16"), id="utf-16"
        ),
        pytest.param(
            "email,first_name\na@example.com,José\nb@example.com,Ben".encode("cp1252"), id="cp1252"
        ),
        pytest.param(
            "email,first_name\na@example.com,José\nb@example.com,Ben".encode("utf-16-le"),
            id="utf-16 without a mark",
        ),
        pytest.param(
            "sep=\t\r\nemail\tfirst_name\r\na@example.com\tJosé\r\nb@example.com\tBen".encode(),
            id="sep=TAB",
        ),
        pytest.param(
            '"sep=;"\nemail;first_name\na@example.com;José\nb@example.com;Ben'.encode(),
            id="sep in quotation marks",
        ),
        pytest.param(
            "sep=;;;\nemail;first_name\na@example.com;José\nb@example.com;Ben".encode(),
            id="sep padded",
        ),
        pytest.param(
            "email,Email,first_name\n,a@example.com,José\nb@example.com,,Ben".encode(),
            id="names that differ in case",
        ),
        pytest.param(
            'email;first_name\r\n"a@example.com";"José"\r\n"b@example.com";Ben\r\n'.encode(),
            id="semicolons",
        ),
        pytest.param(
            "email\tfirst_name\na@example.com\tJosé\nb@example.com\tBen".encode(), id="tabs"
        ),
        pytest.param(
            "sep=|\r\nemail|first_name\r\na@example.com|José\r\nb@example.com|Ben".encode(),
            id="sep",
        ),
        pytest.param(
            "\n\nemail,first_name,,\n\na@example.com,José,,\n ,, \nb@example.com,Ben\n\n".encode(),
            id="empty lines and columns",
        ),
        pytest.param(
            '"e-mail","First Name"\na@example.com,José\nb@example.com,Ben'.encode(), id="x"
        ),
    ],
)
def test_a_table_is_read_however_it_was_saved(platform: FakePlatform, content: bytes) -> None:
    ended = run(platform, KEY, content)

    assert [(lead.email, lead.first_name) for lead in details(platform)] == [
        ("a@example.com", "José"),
        ("b@example.com", "Ben"),
    ]
    assert ended.counts == {"processed": 2}
    assert rejected(platform, ended) == []


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1250", ["Łukasz Wójcik", "Małgorzata Dąbrowska", "Świętosława"]),
        ("cp1250", ["Jiří Dvořák", "Šárka Růžičková", "Tomáš Žižka"]),
        ("cp1251", ["Иван Петров", "Ольга", "Київ"]),
        ("cp932", ["山田太郎", "佐藤さくら", "東京"]),
        ("cp1252", ["Jürgen Groß", "Måns Åkesson", "Loïc Lefèvre"]),
        ("cp1252", ["José Peña", "Núñez", "Begoña"]),
        ("cp1254", ["Çağla Y\u0131ld\u0131z", "Gökhan Şahin", "Ayşegül"]),
    ],
)
def test_a_file_that_is_not_utf_8_is_read_by_its_own_letters(
    platform: FakePlatform, encoding: str, names: list[str]
) -> None:
    rows = [f"p{number}@example.com,{name}" for number, name in enumerate(names)]

    run(platform, KEY, "\n".join(["email,first_name", *rows]).encode(encoding))

    assert [lead.first_name for lead in details(platform)] == names


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1252", "Zoë"), ("cp1250", "Győr"), ("koi8_r", "Иван")]
)
def test_letters_that_may_be_two_are_refused_until_the_mapping_names_the_encoding(
    platform: FakePlatform, encoding: str, name: str
) -> None:
    key, content = "incoming/acme/a.csv", f"Mail,Name\na@example.com,{name}\n".encode(encoding)
    mapping = "fields: {email: Mail, first_name: Name}\n"
    platform.files.kept["mappings/acme.yaml"] = mapping.encode()
    refused = run(platform, key, content)
    assert "its letters do not tell which encoding" in refused.refused[0]

    platform.files.kept["mappings/acme.yaml"] = f"{mapping}encoding: {encoding}\n".encode()
    run(platform, key, content)

    assert [lead.first_name for lead in details(platform)] == [name]


def test_a_line_that_no_encoding_explains_is_rejected_and_the_rest_of_the_file_stays(
    platform: FakePlatform,
) -> None:
    good = "".join(f"p{number}@example.com,José\n" for number in range(3)).encode()

    ended = run(platform, KEY, b"email,first_name\n" + good + b"x@example.com,\x81\x8d\xff\n")

    assert ended.counts == {"processed": 3, "rejected": 1}
    (row,) = rejected(platform, ended)
    assert row["rejected_because"].startswith("line 5: has bytes that are no utf-8")


def test_a_cell_may_hold_separators_quotes_newlines_and_backslashes(platform: FakePlatform) -> None:
    message = 'one, "two"\nC:\\new\\table\u2028three'
    quoted = message.replace('"', '""')

    run(platform, KEY, f'email,message,city\na@example.com,"{quoted}",Wien\n')

    (lead,) = details(platform)
    assert (lead.message, lead.city) == (message, "Wien")


def test_one_bad_byte_spoils_its_own_line_only(platform: FakePlatform) -> None:
    content = "email,first_name\na@example.com,José\n".encode() + b"b@example.com,J\xfcrgen\n"

    run(platform, KEY, content)

    assert [lead.first_name for lead in details(platform)] == ["José", "Jürgen"]


def test_what_leads_go_on_without_is_told_with_its_row_and_as_it_came(
    platform: FakePlatform,
) -> None:
    rows = "a@example.com,call me,AT\nb@example.com,0664 1234567,AT\nc@example.com,-,Oz\n"

    ended = run(platform, KEY, f"email,phone,country\n{rows}")

    told = results(platform, ended)
    assert (told["counts"]["processed"], told["ignored"]) == (3, {"phone": 1, "country": 1})
    table = platform.files.kept[told["ignored_fields"]].decode("utf-8-sig")
    found = [(one["row"], one["field"], one["value"]) for one in csv.DictReader(io.StringIO(table))]
    assert found == [("1", "phone", "call me"), ("3", "country", "Oz")]
    leads = platform.leads.page(limit=9).items
    assert {one.value for lead in leads for one in lead.ignored} == {"call me", "Oz"}


def test_what_notes_refuse_is_closed_and_told_and_an_ordinary_note_closes_nothing(
    platform: FakePlatform,
) -> None:
    rows = "a@example.com,bitte nicht mehr anrufen\nb@example.com,wants no more mails\n"

    ended = run(platform, KEY, f"email,notes\n{rows}c@example.com,not called yet\n")

    told = results(platform, ended)
    assert told["ignored"] == {"consent.phone": 1, "consent.email": 1}
    table = platform.files.kept[told["ignored_fields"]].decode("utf-8-sig")
    assert [
        (one["row"], one["value"], one["why"]) for one in csv.DictReader(io.StringIO(table))
    ] == [
        ("1", "bitte nicht mehr anrufen", "is refused by the notes in 'notes'"),
        ("2", "wants no more mails", "is refused by the notes in 'notes'"),
    ]
    (status,) = platform.contact_statuses.read([email_key("b@example.com")])[0]
    (refused,) = status.suppressions
    assert (refused.kind, refused.source.endswith(":notes-column")) == (EffectKind.EMAIL, True)
    (other,) = platform.contact_statuses.read([email_key("c@example.com")])[0]
    assert not other.suppressions


def test_a_corrected_table_of_rejected_rows_is_dropped_as_it_is(platform: FakePlatform) -> None:
    ended = run(platform, KEY, "email,company,message\nada@,=Acme,x;=1\n")
    table = platform.files.kept[str(ended.results_key).replace(".summary.json", ".rejected.csv")]
    assert b"'=Acme,x;'=1" in table

    run(platform, "incoming/again.csv", table.replace(b"ada@", b"ada@example.com"))

    (lead,) = details(platform)
    assert (lead.company, lead.message) == ("=Acme", "x;=1")
    assert lead.attributes == {}


def test_a_quotation_mark_that_is_never_closed_costs_one_row(platform: FakePlatform) -> None:
    lines = [f"p{n}@example.com,Name {n}" for n in range(1, 8_001)]
    lines[2] = 'p3@example.com,"Name 3'
    lines[7_999] = 'p8000@example.com,"Name 8000'

    file = opened(platform, KEY, "\n".join(["email,first_name", *lines]))

    assert file.rows == 8_000
    rows = enumerate(items(platform, file), 1)
    broken = [(number, item) for number, item in rows if "baton_broken" in item]
    assert [number for number, _ in broken] == [3, 8_000]
    assert broken[0][1]["baton_broken"] == (
        "line 4: has no end within its line: is a quotation mark missing?"
    )
    assert broken[1][1]["baton_broken"] == "line 8001: a quotation mark is never closed"


def test_a_row_with_too_many_values_is_rejected_and_one_with_fewer_is_not(
    platform: FakePlatform,
) -> None:
    ended = run(
        platform,
        KEY,
        'email,city\na@example.com,Wien,extra\nb@example.com\n"c@example.com",Graz,""\n',
    )

    assert [lead.email for lead in details(platform)] == ["b@example.com", "c@example.com"]
    (row,) = rejected(platform, ended)
    assert row["rejected_row"] == "1"
    assert row["rejected_because"] == "line 2: has 3 values, but the header names 2 columns"
    assert row["email"] == "a@example.com,Wien,extra"


def test_a_header_is_mended_and_a_second_column_of_a_name_kept(platform: FakePlatform) -> None:
    run(platform, KEY, "email, Note ,Note,,\na@example.com,one,two,three\n")

    (lead,) = details(platform)
    assert lead.attributes == {"note": "one", "note_3": "two", "column_4": "three"}


def test_huge_cells_and_rows_are_rejected_while_the_rest_goes_through(
    platform: FakePlatform,
) -> None:
    rows = [
        f"a@example.com,{'x' * 6_000}",
        f"b@example.com,{'x' * 150_000}",
        f"c@example.com,{'x' * 3_000_000}",
        f'd@example.com,"{"y" * 130_000}"',
        f"e@example.com,{'語' * 60_000}",
        "f@example.com,fine",
    ]

    ended = run(platform, KEY, "email,message\n" + "\n".join(rows) + "\n")

    assert [lead.email for lead in details(platform)] == ["a@example.com", "f@example.com"]
    reasons = [row["rejected_because"] for row in rejected(platform, ended)]
    assert reasons[0] == "line 3: has too many characters"
    assert reasons[1] == "line 4: has too many characters"
    assert reasons[2] == "line 5: has too many characters"
    assert reasons[3].startswith("row 5 takes 360,")
    assert len(reasons) == 4


def test_no_item_is_bigger_than_the_workflow_carries(platform: FakePlatform) -> None:
    file = opened(platform, KEY, f"email,message\na@example.com,{'語' * 60_000}\n")

    content = platform.files.kept[str(file.items_key)]
    assert max(map(len, content.splitlines())) < 200_100
    assert content.isascii()


def test_a_hundred_columns_are_read(platform: FakePlatform) -> None:
    header = ",".join(["email", *(f"Column {n}" for n in range(99))])
    row = ",".join(["a@example.com", *map(str, range(99))])

    run(platform, KEY, f"{header}\n{row}\n")

    (lead,) = details(platform)
    assert len(lead.attributes) == 60


@pytest.mark.parametrize("content", ["", "\n\n", "email,first_name", "email,first_name\r\n\r\n"])
def test_a_file_without_rows_is_finished_with_nothing(platform: FakePlatform, content: str) -> None:
    file = opened(platform, KEY, content)
    assert (file.format, file.rows, file.already_finished) == (FileFormat.UNSUPPORTED, 0, False)

    ended = run(platform, KEY)

    assert ended.finished_at is not None
    assert (ended.counts, ended.refused) == ({}, ())
    assert results(platform, ended)["outcome"] == "finished"


@pytest.mark.parametrize(
    ("key", "content", "reason"),
    [
        (KEY, b"name,city\nAda,London\n", "a lead needs an email, phone or external_id: the file"),
        (KEY, b"a@example.com\nb@example.com\n", "a lead needs an email"),
        (KEY, b"PK\x03\x04rest", "This is an Excel workbook or another zip archive."),
        (KEY, b"email\x00,name\n", "This is not a text file."),
        (KEY, b'email,"name\na@example.com,Ada\n', "The first line is no header"),
        (KEY, b"x" * 2_000_000, "The first line is no header"),
        (KEY, b"," * 1_500, "The file has 1,501 columns; at most 1,000 can be read."),
        (KEY, ",".join(f"{n}{'x' * 150}" for n in range(400)).encode(), "The columns' names have"),
        ("incoming/may.jsonl", b"\x1f\x8brest", "This is a gzip archive."),
        ("incoming/may.xlsx", b"email\n", "Files end in .csv or .jsonl; this one ends in .xlsx."),
        ("incoming/may", b"email\n", "Files end in .csv or .jsonl; this one ends in neither."),
        ("incoming/acme/may.csv", b"email\n", "There is no column mapping mappings/acme.yaml"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    platform: FakePlatform, key: str, content: bytes, reason: str
) -> None:
    ended = run(platform, key, content)

    assert ended.refused[0].startswith(reason), ended.refused
    told = results(platform, ended)
    assert (told["outcome"], told["reasons"]) == ("refused", list(ended.refused))
    assert platform.leads.kept == {}


def test_a_file_that_is_gone_is_refused_and_a_folder_ignored(platform: FakePlatform) -> None:
    assert run(platform, "incoming/gone.csv").refused[0].startswith("The file was removed before")

    folder = opened(platform, "incoming/acme/", b"")
    assert folder.already_finished
    assert folder.import_id not in platform.imports.kept


def test_a_key_is_found_as_it_is_and_as_a_notification_encodes_it(platform: FakePlatform) -> None:
    plain = opened(platform, "incoming/May leads +1 é.csv", "email\na@example.com\n")
    encoded = opened(platform, "incoming/May+leads+%2B1+%C3%A9.csv")

    assert encoded.import_id == plain.import_id
    spaced = opened(platform, "incoming/ x .csv ", "email\n")
    assert platform.imports.get(spaced.import_id).key == "incoming/ x .csv "


def test_jsonl_rows_may_be_nested_flat_or_broken(platform: FakePlatform) -> None:
    lines = [
        '{"email": "a@example.com", "activity": {"visits": 3}, "attributes": {"Plan": "pro"}}',
        "",
        '{"E-Mail": "b@example.com", "activity.visits": "4", "unknown": [1, {"x": null}]}',
        '{"email": "c@example.com", ',
        '["d@example.com"]',
        "null",
        '{"email": "e@example.com", "company_size": NaN}',
        '{"email": "f@example.com", "first_name": "\\ud83d"}',
        "[" * 100_000,
        '{"email": "g@example.com", "external_id": 12345678901234567890}',
        "Hello",
        '{"email": "h@example.com", "email": "i@example.com"}',
    ]

    ended = run(platform, "incoming/may.jsonl", "\ufeff" + "\r\n".join(lines))

    leads = details(platform)
    assert [lead.email for lead in leads] == ["a@example.com", "b@example.com", "g@example.com"]
    assert [lead.activity.visits for lead in leads] == [3, 4, None]
    assert leads[0].attributes == {"Plan": "pro"}
    assert leads[1].attributes == {"unknown": '[1, {"x": null}]'}
    assert leads[2].external_id == "12345678901234567890"
    told = {row["rejected_row"]: row["rejected_because"] for row in rejected(platform, ended)}
    assert list(told) == ["3", "4", "5", "6", "7", "8", "10", "11"]
    assert told["3"].startswith("line 4: is not valid JSON (")
    assert told["4"] == "line 5: is valid JSON, but not an object"
    assert told["5"] == "line 6: is valid JSON, but not an object"
    assert told["6"] == "line 7: is not valid JSON (NaN is not a JSON number)"
    assert told["7"] == "line 8: has half a character in an escape such as \\ud83d"
    assert told["8"].startswith("line 9: ")
    assert told["11"] == ('line 12: is not valid JSON (the name "email" stands twice in an object)')


def test_a_row_that_a_map_read_from_the_csv_itself_is_taken_too(platform: FakePlatform) -> None:
    file = opened(platform, KEY, "email\na@example.com\n")

    row = taken(platform, file.import_id, 1, {"\ufeffemail ": "z@example.com", "city": "Wien"})

    assert row.lead is not None
    assert (row.lead.details.email, row.lead.details.city) == ("z@example.com", "Wien")
    for number, odd in enumerate(
        [None, "text", [1], {}, {"baton_object": "{"}, {"baton_row": 1}], 2
    ):
        assert taken(platform, file.import_id, number, odd).status == "rejected"
    json.dumps(row.to_json())

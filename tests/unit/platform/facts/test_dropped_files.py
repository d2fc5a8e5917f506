"""A file that is dropped becomes facts, each row once; what is wrong is said row by row."""

import json
from typing import cast

import pytest

from baton.aws.files import Files
from functions.platform.facts.dropped_file import DroppedFile
from functions.platform.facts.models import FileResult
from tests.fakes.platform.faults import Crash
from tests.unit.platform.facts.sales import DAYS, KINDS, Keeping

CSV = "facts/count_day/may.csv"
OWN_NAMES = b"place,pieces,worth,day\na,10,5,2026-03-01\nb,twelve,,2026-03-01\na,11,,2026-03-02\n"


def dropped(content: bytes, key: str = CSV, mapping: str = "") -> Keeping:
    keeping = Keeping()
    files = keeping.platform.files
    files.write(key, [content], content_type="text/csv")
    if mapping:
        name = f"mappings/facts/{key.split('/')[1]}.yaml"
        files.write(name, [mapping.encode()], content_type="application/yaml")
    return keeping


def taken(keeping: Keeping, key: str = CSV) -> FileResult:
    files = cast("Files", keeping.platform.files)
    clock = keeping.platform.clock
    return DroppedFile(files, lambda: KINDS, keeping.appending, clock).take(key)


def rejected(keeping: Keeping, result: FileResult) -> str:
    name = str(result.results_key).removesuffix(".summary.json") + ".rejected.csv"
    return keeping.platform.files.read(name).decode("utf-8-sig")


def test_rows_with_the_kinds_own_columns_are_facts() -> None:
    keeping = dropped(OWN_NAMES)
    result = taken(keeping)
    assert (result.rows, result.kept, result.rejected) == (3, 2, 1)
    assert keeping.ids("count_day") == ["a:2026-03-01", "a:2026-03-02"]
    assert '2,"pieces: is not a number' in rejected(keeping, result)
    assert "b,twelve,,2026-03-01" in rejected(keeping, result)
    summary = json.loads(keeping.platform.files.read(str(result.results_key)))
    assert summary["counts"] == {"kept": 2, "rejected": 1, "erased": 0}
    assert (summary["file"], summary["outcome"], summary["reasons"]) == (CSV, "finished", [])


def test_a_file_is_read_through_its_kinds_mapping() -> None:
    content = "Tag;Ort;Stück;Wert\r\n01.03.2026;Wien;1.200;12,50\r\n".encode("cp1252")
    mapping = """
        encoding: cp1252
        fields:
          day: {column: Tag, format: "%d.%m.%Y"}
          place: {column: Ort, values: {wien: Vienna}}
          pieces: {column: Stück, decimal: ","}
          currency: {constant: EUR}
          worth: {column: Wert, decimal: ",", major: true}
    """
    keeping = dropped(content, mapping=mapping)
    assert taken(keeping).kept == 1
    sql = "SELECT place, pieces, worth FROM count_day"
    assert keeping.facts.query(sql, days=DAYS).rows == (("Vienna", 1200, 1250),)


def test_a_corrected_file_is_the_latest_word() -> None:
    keeping = dropped(OWN_NAMES)
    taken(keeping)
    keeping.platform.clock.advance(60)
    corrected = OWN_NAMES.replace(b"a,10", b"a,9")
    keeping.platform.files.write(CSV, [corrected], content_type="text/csv")
    taken(keeping)
    sql = "SELECT pieces FROM count_day ORDER BY day"
    assert keeping.facts.query(sql, days=DAYS).rows == ((9,), (11,))


def test_rows_without_an_id_are_the_same_facts_when_their_file_comes_again() -> None:
    content = b"customer_id,amount,day\nc1,5,2026-03-01\nc1,5,2026-03-01\nc2,5,2026-03-01\n"
    key = "facts/sale/1.csv"
    keeping = dropped(content, key)
    assert taken(keeping, key).kept == 3
    keeping.platform.files.write(key, [content], content_type="text/csv")
    assert taken(keeping, key).kept == 3
    assert len(keeping.ids("sale")) == 3


def test_a_file_of_persons_is_gone_once_its_rows_are_facts() -> None:
    key = "facts/sale/may.csv"
    keeping = dropped(b"customer_id,amount,day\nc1,x,2026-03-01\nc1,5,2026-03-01\n", key)
    result = taken(keeping, key)
    assert keeping.platform.files.find(key) is None
    assert "c1" not in rejected(keeping, result)
    assert "amount: is not a number" in rejected(keeping, result)


@pytest.mark.parametrize(
    ("content", "key", "mapping", "said"),
    [
        (b"place,day\na,2026-03-01\n", CSV, "", "needs pieces"),
        (b"place,pieces\na,1\n", CSV, "", "needs a day or a happened_at"),
        (OWN_NAMES, "facts/nobody/may.csv", "", "the kinds are count_day, sale"),
        (OWN_NAMES, CSV, "fields: {size: Size}", "count_day has no size"),
        (OWN_NAMES, CSV, "fields: {place: {}}", "needs a column or a constant"),
        (OWN_NAMES, CSV, "colour: red", "colour"),
        (b"PK\x03\x04...", CSV, "", "an Excel workbook"),
        (b"", CSV, "", "needs"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    content: bytes, key: str, mapping: str, said: str
) -> None:
    keeping = dropped(content, key, mapping)
    result = taken(keeping, key)
    assert said in " ".join(result.refused)
    assert result.kept == 0
    assert keeping.platform.files.find(str(result.results_key))


def test_a_file_that_is_gone_is_no_fault() -> None:
    assert taken(Keeping()) == FileResult(key=CSV)


def test_taking_a_file_in_may_end_anywhere() -> None:
    key = "facts/sale/may.csv"
    content = b"customer_id,amount,day\nc1,5,2026-03-01\nc2,5,2026-03-02\n"
    whole = dropped(content, key)
    taken(whole, key)
    calls = whole.platform.faults.calls
    changes = [n for n, name in enumerate(calls, 1) if name in ("files.write", "files.remove")]
    for call in changes[1:]:  # the first one dropped it
        keeping = dropped(content, key)
        keeping.platform.faults.crash_at(call, after=True)
        with pytest.raises(Crash):
            taken(keeping, key)
        alive = Keeping(keeping.platform.restarted())
        taken(alive, key)
        assert alive.rows("sale") == whole.rows("sale")
        assert alive.platform.files.find(key) is None


def test_a_row_that_contradicts_one_before_is_rejected_and_the_same_again_is_not() -> None:
    keeping = dropped(
        b"fact_id,place,pieces,day\nx,a,1,2026-03-01\nx,a,2,2026-03-01\nx,a,1,2026-03-01\n"
    )
    result = taken(keeping)
    assert (result.kept, result.rejected) == (2, 1)
    assert "2,says otherwise of x than a row before" in rejected(keeping, result)
    assert keeping.facts.query("SELECT pieces FROM count_day", days=DAYS).rows == ((1,),)


@pytest.mark.parametrize("code", ["XYZ", "€", "Euro"])
def test_what_is_no_currency_is_rejected_and_small_letters_are_taken(code: str) -> None:
    rows = f"place,pieces,day,currency\na,1,2026-03-01,{code}\nb,1,2026-03-01,eur\n"
    keeping = dropped(rows.encode())
    result = taken(keeping)
    assert (result.kept, result.rejected) == (1, 1)
    assert f"“{code}” is no currency's code" in rejected(keeping, result)

"""What every store of imports promises."""

import pytest

from baton.core.clock import new_id
from baton.core.errors import AlreadyExists, NotFound
from baton.leads.container import Leads
from baton.leads.files.file_import import FileImport, RowResult, RowStatus
from baton.runtime.platform import Platform
from tests.contract.given import a_lead, at_once, later
from tests.fakes.platform.clock import NOON

FILE = FileImport(
    import_id="import-1", bucket="b", key="incoming/a b.csv", etag="e1", started_at=NOON
)


def test_an_import_is_opened_once_and_found_again(platform: Platform) -> None:
    assert platform.area(Leads).imports.open(FILE) == FILE
    again = FILE.model_copy(update={"started_at": later(60)})
    assert platform.area(Leads).imports.open(again) == FILE
    assert platform.area(Leads).imports.get(FILE.import_id) == FILE


def test_of_many_who_open_an_import_all_get_the_same_one(platform: Platform) -> None:
    opened = at_once(
        lambda number: platform.area(Leads).imports.open(
            FILE.model_copy(update={"started_at": later(number + 1)})
        )
    )
    assert len({one.started_at for one in opened}) == 1


def test_an_unknown_import_is_not_found(platform: Platform) -> None:
    with pytest.raises(NotFound):
        platform.area(Leads).imports.get("import-0")


def test_a_finished_import_keeps_its_counts(platform: Platform) -> None:
    platform.area(Leads).imports.open(FILE)
    finished = FILE.model_copy(
        update={"finished_at": later(9), "counts": {RowStatus.PROCESSED: 2, RowStatus.REJECTED: 1}}
    )
    platform.area(Leads).imports.finish(finished)
    assert platform.area(Leads).imports.get(FILE.import_id) == finished
    assert platform.area(Leads).imports.open(FILE) == finished


def test_an_import_is_finished_with_what_is_told_of_it_or_not_at_all(platform: Platform) -> None:
    imports = platform.area(Leads).imports
    imports.open(FILE)
    finished = FILE.model_copy(update={"finished_at": later(9)})
    with pytest.raises(ZeroDivisionError), platform.transactions.begin() as within:
        imports.finish(finished, within)
        raise ZeroDivisionError
    assert imports.get(FILE.import_id) == FILE
    with platform.transactions.begin() as within:
        imports.finish(finished, within)
    assert imports.get(FILE.import_id) == finished


def test_rows_come_in_the_files_order_and_only_the_files(platform: Platform) -> None:
    platform.area(Leads).imports.open(FILE)
    rows = [
        RowResult(row=1, status=RowStatus.ACCEPTED, lead_id=new_id()),
        RowResult(row=2, status=RowStatus.REJECTED, reasons=("a", "b"), original='{"x": "\u00fc"}'),
        RowResult(row=10, status=RowStatus.DUPLICATE),
    ]
    for row in (rows[2], rows[0], rows[1]):
        platform.area(Leads).imports.record(FILE.import_id, row)
    platform.area(Leads).imports.record("import-2", RowResult(row=3, status=RowStatus.DUPLICATE))
    assert list(platform.area(Leads).imports.rows(FILE.import_id)) == rows
    assert platform.area(Leads).imports.row(FILE.import_id, 2) == rows[1]
    assert platform.area(Leads).imports.row(FILE.import_id, 3) is None
    assert list(platform.area(Leads).imports.rows("import-0")) == []


def test_the_same_row_again_replaces_it(platform: Platform) -> None:
    platform.area(Leads).imports.record(FILE.import_id, RowResult(row=1, status=RowStatus.ACCEPTED))
    processed = RowResult(row=1, status=RowStatus.PROCESSED, lead_id=new_id())
    platform.area(Leads).imports.record(FILE.import_id, processed)
    assert list(platform.area(Leads).imports.rows(FILE.import_id)) == [processed]


def test_a_row_is_recorded_with_its_lead_or_not_at_all(platform: Platform) -> None:
    lead = a_lead()
    row = RowResult(row=1, status=RowStatus.ACCEPTED, lead_id=lead.lead_id)
    with platform.transactions.begin() as unit:
        platform.area(Leads).leads.add(lead, unit)
        platform.area(Leads).imports.record(FILE.import_id, row, unit)
    second = row.model_copy(update={"row": 2})
    with pytest.raises(AlreadyExists), platform.transactions.begin() as unit:
        platform.area(Leads).imports.record(FILE.import_id, second, unit)
        platform.area(Leads).leads.add(lead, unit)
    assert list(platform.area(Leads).imports.rows(FILE.import_id)) == [row]


def test_thousands_of_rows_come_back_whole(platform: Platform) -> None:
    """More than DynamoDB gives in one page of 1 MB."""
    original = "x" * 20_000
    for number in range(1, 81):
        row = RowResult(row=number, status=RowStatus.REJECTED, original=original)
        platform.area(Leads).imports.record(FILE.import_id, row)
    assert [row.row for row in platform.area(Leads).imports.rows(FILE.import_id)] == list(
        range(1, 81)
    )

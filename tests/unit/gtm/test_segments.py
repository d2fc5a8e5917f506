"""Segments are kept by what is in them, read page by page, and lose whom an erasure takes out."""

from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from baton.core.errors import NotFound, Unavailable
from baton.gtm.container import Gtm
from baton.gtm.personal_data import personal_data
from baton.gtm.segment_repository import (
    PAGE_MEMBERS,
    MemberRow,
    NewSegment,
    SegmentRepository,
    new_segment,
)
from baton.gtm.segments import SegmentName, SegmentSummary
from baton.privacy.personal_data import SubjectRecord
from baton.privacy.subject import Tie, external_key
from tests.fakes.platform.container import FakePlatform


def segment(*ids: str, country: str | None = None, day: int = 1) -> NewSegment:
    """Customers at risk."""
    rows = [MemberRow(one, 2, "2026-02-01", 900, None, 0.7, 500) for one in ids]
    summary = SegmentSummary(
        segment_id="0" * 32,
        name=SegmentName.AT_RISK,
        label="At risk",
        means="they may leave",
        advice="win them back",
        as_of=date(2026, 3, day),
        country=country,
        customers=len(rows),
        share=0.5,
        revenue=900,
        currency="EUR",
    )
    return new_segment(summary, rows, 90)


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def segments(platform: FakePlatform) -> SegmentRepository:
    return platform.area(Gtm).segments


def members(segments: SegmentRepository, segment: str) -> list[str]:
    return [one.customer_id for one in segments.every_member(segment)]


def test_members_are_read_page_by_page_in_their_order(segments: SegmentRepository) -> None:
    ids = [f"customer {number:04}" for number in range(PAGE_MEMBERS + 1)]
    made = segment(*ids)
    segments.keep([made])
    name = made.summary.segment_id
    first, second = segments.members(name), segments.members(name, 1)
    assert (len(first.members), first.next) == (PAGE_MEMBERS, 1)
    assert ([one.customer_id for one in second.members], second.next) == (ids[-1:], None)
    assert members(segments, name) == ids
    member = first.members[0]
    assert (member.last_purchase, member.no_purchase) == (date(2026, 2, 1), 0.7)
    with pytest.raises(NotFound):
        segments.members(name, 2)


def test_a_segment_is_known_by_what_is_in_it() -> None:
    known = segment("a", "b").summary.segment_id
    assert segment("a", "b").summary.segment_id == known
    others = [
        segment("a"),
        segment("b", "a"),
        segment("a", "b", day=2),
        segment("a", "b", country="AT"),
    ]
    assert known not in {one.summary.segment_id for one in others}


def test_the_newest_of_the_whole_company_is_found_by_name(segments: SegmentRepository) -> None:
    with pytest.raises(NotFound, match="segment"):
        segments.get("at_risk")
    segments.keep([segment("a")])
    segments.keep([segment("a", "b", day=2)])
    segments.keep([segment("c", country="AT", day=3)])
    assert members(segments, "at_risk") == ["a", "b"]
    segments.keep([segment("a")])
    assert members(segments, "at_risk") == ["a"]


def test_a_segment_without_members_is_one(segments: SegmentRepository) -> None:
    segments.keep([made := segment()])
    assert members(segments, made.summary.segment_id) == []


def test_a_segment_is_there_only_with_all_its_members(
    platform: FakePlatform, segments: SegmentRepository
) -> None:
    made = segment("a")
    before = len(platform.faults.calls)
    segments.keep([made])
    calls = len(platform.faults.calls) - before
    for number in range(1, calls + 1):
        fresh = FakePlatform()
        kept = fresh.area(Gtm).segments
        fresh.faults.fail_at(number)
        with pytest.raises(Unavailable):
            kept.keep([made])
        if f"segments/{made.summary.segment_id}/segment.json" in fresh.files.kept:
            assert members(kept, made.summary.segment_id) == ["a"]
    assert members(segments, "at_risk") == ["a"]


TIE = Tie(
    record_id="01KF0Z6T9QJ4T8W2M5V7X1C3D6",
    keys=(external_key("mine"),),
    received_at=datetime(2026, 1, 1, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("keys", "names"), [([external_key("mine")], ()), ([], ("mine",))], ids=["key", "name"]
)
def test_who_is_erased_is_in_no_segment_and_no_older_version(
    platform: FakePlatform, segments: SegmentRepository, keys: list[str], names: tuple[str, ...]
) -> None:
    with_them, without = segment("a", "mine", "b"), segment("a", day=2)
    segments.keep([with_them, without])
    (files,) = personal_data(cast("Any", platform)).files
    records = [SubjectRecord(TIE, names=names)]
    shown = list(files.show(keys, records, []))
    assert [(one["segment"], one["customer_id"]) for one in shown] == [
        (with_them.summary.segment_id, "mine")
    ]
    assert files.forget(keys, records, {}) == 1
    assert members(segments, with_them.summary.segment_id) == ["a", "b"]
    assert members(segments, without.summary.segment_id) == ["a"]
    assert not any("members" in key for key in platform.files.older)
    assert (files.forget(keys, records, {}), list(files.show(keys, records, []))) == (0, [])

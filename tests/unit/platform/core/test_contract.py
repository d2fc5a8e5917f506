"""What every contract has in common."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from baton.core.contract import Ulid, UtcDatetime, Versioned
from tests.fakes.platform.clock import NOON

moment = TypeAdapter(UtcDatetime)
ulid = TypeAdapter(Ulid)


@given(
    st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)),  # noqa: DTZ001 (zone follows)
    st.integers(-23 * 60, 23 * 60),
)
def test_a_moment_is_the_same_moment_in_utc(wall: datetime, minutes: int) -> None:
    aware = wall.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    held = moment.validate_python(aware)
    assert held == aware
    assert held.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    ["2026-03-01T09:30:00", "yesterday", "0001-01-01T00:00:00+14:00", "2026-02-30T00:00:00Z"],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        moment.validate_python(text)


@pytest.mark.parametrize(
    "text",
    ["", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAU", "81ARZ3NDEKTSV4RRFFQ69G5FAV"],
)
def test_what_is_no_ulid_is_refused(text: str) -> None:
    """Too short, a letter that Crockford's base 32 leaves out, and more than 128 bits."""
    with pytest.raises(ValidationError):
        ulid.validate_python(text)


class Plain(Versioned):
    name: str


class Dated(Versioned):
    name: str
    updated_at: UtcDatetime


def test_the_next_version_has_the_changes_and_the_time_of_the_change() -> None:
    kept = Dated(name="a", updated_at=NOON)

    changed = kept.next_version(NOON + timedelta(hours=1), name="b")

    assert changed == Dated(version=2, name="b", updated_at=NOON + timedelta(hours=1))
    assert kept.version == 1
    assert Plain(version=4, name="a").next_version(None, name="b") == Plain(version=5, name="b")


@pytest.mark.parametrize(
    "change",
    [
        lambda: Dated(name="a", updated_at=NOON).next_version(name="b"),
        lambda: Plain(name="a").next_version(NOON, name="b"),
        lambda: Plain(name="a").next_version(nmae="b"),
    ],
    ids=["without its time", "with a time it does not keep", "of a field that is not there"],
)
def test_a_next_version_that_would_not_be_one_is_refused(change: Callable[[], object]) -> None:
    with pytest.raises(TypeError):
        change()

"""Time is aware and ids are ULIDs."""

from datetime import UTC, timedelta

from pydantic import TypeAdapter

from baton.core.clock import new_id, now
from baton.core.contract import Ulid


def test_now_is_in_utc() -> None:
    assert now().tzinfo is UTC
    assert now() - now() < timedelta(seconds=1)


def test_ids_are_ulids_and_differ() -> None:
    ids = [new_id() for _ in range(1_000)]
    assert len(set(ids)) == len(ids)
    for identifier in ids:
        TypeAdapter(Ulid).validate_python(identifier)

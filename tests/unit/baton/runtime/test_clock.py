"""Time is aware and ids are ULIDs."""

from datetime import UTC, timedelta

from pydantic import TypeAdapter

from baton.contracts.base import Ulid
from baton.runtime.clock import new_id, now


def test_now_is_in_utc() -> None:
    assert now().tzinfo is UTC
    assert now() - now() < timedelta(seconds=1)


def test_ids_are_ulids_and_differ() -> None:
    ids = [new_id() for _ in range(1_000)]
    assert len(set(ids)) == len(ids)
    for identifier in ids:
        TypeAdapter(Ulid).validate_python(identifier)

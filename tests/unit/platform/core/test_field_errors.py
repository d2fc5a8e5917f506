"""Faults point to where they are and do not repeat what was said there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.core.errors import InvalidInput
from baton.core.field_errors import invalid_input, pointer_to
from baton.leads.lead import NewLead


def faults_of(document: object) -> InvalidInput:
    with pytest.raises(ValidationError) as caught:
        NewLead.model_validate(document)
    return invalid_input(caught.value)


def test_every_fault_is_named_with_its_place() -> None:
    error = faults_of(
        {
            "email": "nobody",
            "budget": {"amount": -1, "currency": "usd"},
            "activity": {"visits": "x"},
            "occurred_at": "2026-01-01T00:00:00",
            "a/b~c": 1,
        }
    )
    assert {fault.pointer for fault in error.faults} == {
        "/a~1b~0c",
        "/activity/visits",
        "/budget/amount",
        "/budget/currency",
        "/email",
        "/occurred_at",
    }


def test_a_fault_of_the_whole_points_to_the_whole() -> None:
    (fault,) = faults_of({}).faults
    assert fault.pointer == ""
    assert fault.detail == "needs at least one of email, phone or external_id"


def test_no_fault_repeats_the_value() -> None:
    error = faults_of({"email": "secret person", "phone": "secret", "first_name": "secret\x00"})
    assert len(error.faults) == 3
    assert all("secret" not in fault.detail for fault in error.faults)


def unescaped(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


@given(st.lists(st.text(), max_size=5))
def test_a_pointer_leads_back_to_its_location(location: list[str]) -> None:
    """RFC 6901, section 3 and 4."""
    pydantics = ("function-", "constrained-", "lax-or-strict")
    kept = [part for part in location if not part.startswith(pydantics)]
    assert unescaped(pointer_to(location)) == kept


def test_places_in_lists_are_counted_from_zero() -> None:
    assert pointer_to(["leads", 0, "email"]) == "/leads/0/email"

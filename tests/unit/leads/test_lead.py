"""A lead as callers send it and as it is kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.core.money import Money
from baton.leads.lead import Lead, LeadStatus, NewLead

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.mark.parametrize(
    "given_", [{"email": "a@example.com"}, {"phone": "+436601234567"}, {"external_id": "x-1"}]
)
def test_one_way_to_reach_a_person_is_enough(given_: dict[str, str]) -> None:
    assert NewLead.model_validate(given_).to_json().items() >= given_.items()


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"email": "a@example.com", "unknown": 1},
        {"email": "a@example.com", "phone": "call me"},
        {"email": "a@example.com", "first_name": "  "},
        {"email": "a@example.com", "first_name": "x" * 121},
        {"email": "a@example.com", "country": "Atlantis"},
        {"email": "a@example.com", "timezone": "Mars/Olympus"},
        {"email": "a@example.com", "company_size": 0},
        {"email": "a@example.com", "company_size": 10**8},
        {"email": "a@example.com", "message": "x" * 5_001},
        {"email": "a@example.com", "budget": {"amount": 1.5, "currency": "USD"}},
        {"email": "a@example.com", "budget": {"amount": 1, "currency": "usd"}},
        {"email": "a@example.com", "activity": {"pages_per_visit": float("inf")}},
        {"email": "a@example.com", "attributes": {"a": float("nan")}},
        {"email": "a@example.com", "attributes": {"a": {"b": 1}}},
        {"email": "a@example.com", "attributes": {str(n): n for n in range(61)}},
        {"email": "a@example.com", "occurred_at": "2026-03-01T09:30:00"},
        {"email": "a@example.com", "campaign_id": "not-a-ulid"},
        {"email": "a@example.com", "campaign_id": "8" + ULID[1:]},
    ],
    ids=lambda wrong: ",".join(map(str, wrong))[-40:] or "nothing",
)
def test_a_bad_lead_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        NewLead.model_validate(wrong)


def test_the_text_of_an_error_keeps_what_was_said_to_itself() -> None:
    with pytest.raises(ValidationError) as caught:
        NewLead.model_validate({"email": "secret", "first_name": "secret\x00", "phone": "secret"})
    assert "secret" not in str(caught.value)


def test_values_do_not_change_and_are_trimmed() -> None:
    lead = NewLead.model_validate(
        {"email": "a@EXAMPLE.com", "country": "austria", "city": " Graz "}
    )
    assert (lead.email, lead.country, lead.city) == ("a@example.com", "AT", "Graz")
    with pytest.raises(ValidationError):
        lead.city = "Wien"  # type: ignore[misc]


values = (
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text("abc \u00fc", max_size=9)
)
leads = st.builds(
    Lead,
    lead_id=st.just(ULID),
    version=st.integers(1, 99),
    status=st.sampled_from(LeadStatus),
    received_at=st.datetimes(timezones=st.just(UTC)),
    updated_at=st.just(NOW),
    correlation_id=st.just("c"),
    report=st.none(),
    stopped=st.none(),
    details=st.builds(
        NewLead,
        external_id=st.none(),
        email=st.just("a@example.com"),
        phone=st.none(),
        first_name=st.none() | st.text("abc\u00fc", min_size=1, max_size=9),
        last_name=st.none(),
        company=st.none(),
        company_size=st.none() | st.integers(1, 10**7),
        job_title=st.none(),
        industry=st.none(),
        country=st.sampled_from([None, "AT", "US"]),
        city=st.none(),
        timezone=st.sampled_from([None, "Europe/Vienna"]),
        source=st.none(),
        campaign_id=st.sampled_from([None, ULID]),
        interest=st.none(),
        message=st.none() | st.text("abc\n\u00fc", max_size=99),
        budget=st.none() | st.builds(Money, amount=st.integers(0, 10**15), currency=st.just("EUR")),
        attributes=st.dictionaries(st.text("abc", min_size=1, max_size=5), values, max_size=5),
        occurred_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    ),
)


@given(leads)
def test_a_lead_survives_its_json(lead: Lead) -> None:
    assert Lead.model_validate(lead.to_json()) == lead
    assert Lead.model_validate_json(lead.model_dump_json(exclude_none=True)) == lead


def test_a_moment_is_held_in_utc() -> None:
    lead = NewLead.model_validate(
        {"email": "a@example.com", "occurred_at": "2026-03-01T10:30:00+01:00"}
    )
    assert lead.occurred_at == NOW
    assert lead.to_json()["occurred_at"] == "2026-03-01T09:30:00Z"

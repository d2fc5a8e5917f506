"""Whether what is known of a person fits together."""

from datetime import UTC, datetime
from typing import Any

import pytest

from baton.leads.handoff.agreement import contradictions_in
from baton.leads.lead import NewLead
from functions.platform.handoff.context import agreement_of

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PHONE, ZONE, ZONE_OF_PHONE, MAIL = (
    "the phone number is of another country",
    "the time zone is not one of the country",
    "the time zone does not fit the phone number",
    "the e-mail address is not of the company",
)


def found(**details: Any) -> list[str]:
    lead = NewLead.model_validate({"external_id": "x-1"} | details)
    return [one.text for one in contradictions_in(lead, NOW)]


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"country": "AT"},
        {"country": "AT", "phone": "+4312345678"},
        {"country": "CA", "phone": "+14165550100"},
        {"country": "KZ", "phone": "+77272345678"},
        {"country": "US", "phone": "+18005550100"},
        {"country": "AT", "timezone": "Europe/Vienna"},
        {"country": "AT", "timezone": "Europe/Berlin"},
        {"country": "IN", "timezone": "Asia/Calcutta"},
        {"country": "US", "timezone": "US/Pacific"},
        {"country": "AT", "timezone": "Etc/UTC"},
        {"country": "AT", "timezone": "UTC"},
        {"phone": "+49302345678", "timezone": "Europe/Berlin"},
        {"email": "ada@acme.example", "company": "ACME GmbH"},
        {"email": "ada@mail.acme-tools.example", "company": "Acme Tools, Inc."},
        {"email": "ada@soehne.example", "company": "Müller Soehne KG"},
        {"email": "ada@mueller.example", "company": "東京"},
        {"email": "ada@ibm.example", "company": "International Business Machines"},
        {"email": "ada@gmail.com", "company": "Acme"},
        {"email": "ada@yahoo.co.uk", "company": "Acme"},
        {"email": "ada@hp.example", "company": "HP"},
    ],
)
def test_facts_that_fit_are_no_contradiction(details: dict[str, Any]) -> None:
    assert found(**details) == []


@pytest.mark.parametrize(
    ("details", "contradictions"),
    [
        ({"country": "AT", "phone": "+12125550100"}, [PHONE]),
        ({"country": "AT", "timezone": "America/New_York"}, [ZONE]),
        ({"phone": "+91222345678", "timezone": "Europe/Vienna"}, [ZONE_OF_PHONE]),
        ({"email": "ada@globex.example", "company": "Initech"}, [MAIL]),
        (
            {
                "country": "AT",
                "phone": "+12125550100",
                "timezone": "Asia/Tokyo",
                "email": "ada@globex.example",
                "company": "Initech",
            },
            [PHONE, ZONE, MAIL],
        ),
    ],
)
def test_facts_that_do_not_fit_are_named(
    details: dict[str, Any], contradictions: list[str]
) -> None:
    assert found(**details) == contradictions


def test_agreement_falls_with_every_contradiction_and_not_below_0() -> None:
    assert agreement_of(()) == 1
    lead = NewLead(
        country="AT",
        phone="+12125550100",
        timezone="Asia/Tokyo",
        email="a@b.example",
        company="Initech",
    )
    every = contradictions_in(lead, NOW)
    sums = [agreement_of(every[:count]) for count in range(len(every) + 1)]
    assert sums == sorted(sums, reverse=True)
    assert sums[-1] == 0


def test_no_contradiction_repeats_what_the_person_told() -> None:
    secret = {"phone": "+12125550100", "email": "ada@globex.example", "company": "Initech"}
    text = " ".join(found(country="AT", timezone="Asia/Tokyo", **secret))
    assert not any(value in text for value in secret.values())

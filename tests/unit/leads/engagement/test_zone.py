"""The zone a person lives in."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from baton.core.places import zones_of
from baton.leads.lead import NewLead
from functions.leads.engagement.timing import never_open
from functions.leads.engagement.zone import _cities, zone_of

MARCH = datetime(2026, 3, 2, tzinfo=UTC)


def lead(**details: Any) -> NewLead:
    return NewLead.model_validate({"external_id": "x-1"} | details)


@pytest.mark.parametrize(
    ("details", "zone", "source"),
    [
        ({"timezone": "Asia/Tokyo", "country": "US"}, "Asia/Tokyo", "lead"),
        ({"country": "Austria"}, "Europe/Vienna", "country"),
        ({"country": "India", "city": "Mumbai"}, "Asia/Kolkata", "country"),
        ({"country": "US", "city": "New York"}, "America/New_York", "country and city"),
        ({"country": "US", "city": "new york city"}, "America/New_York", "country and city"),
        ({"country": "US", "city": "San Francisco, CA"}, "America/Los_Angeles", "country and city"),
        ({"country": "BR", "city": "São Paulo"}, "America/Sao_Paulo", "country and city"),
        ({"country": "MX", "city": "Mexico City"}, "America/Mexico_City", "country and city"),
        ({"country": "US"}, "America/New_York", "country, the likeliest of 29 zones"),
        ({"country": "AU", "city": "?"}, "Australia/Sydney", "country, the likeliest of 12 zones"),
        ({"country": "DE"}, "Europe/Berlin", "country"),
        ({"phone": "+14155552671"}, "America/Los_Angeles", "phone number"),
        (
            {"phone": "+14155552671", "country": "US"},
            "America/Los_Angeles",
            "country and phone number",
        ),
        ({"phone": "+442079460018"}, "Europe/London", "phone number"),
        ({}, "Etc/UTC", "default"),
        ({"city": "Vienna"}, "Etc/UTC", "default"),
    ],
)
def test_the_zone_comes_from_the_best_that_is_known(
    details: dict[str, Any], zone: str, source: str
) -> None:
    found = zone_of(lead(**details), "Etc/UTC", MARCH)
    assert (found.name, found.source) == (zone, source)


def test_a_guess_is_called_a_guess() -> None:
    assert zone_of(lead(country="US"), "Etc/UTC", MARCH).guessed
    assert zone_of(lead(), "Etc/UTC", MARCH).guessed
    assert not zone_of(lead(country="AT"), "Etc/UTC", MARCH).guessed


def test_a_person_who_may_be_on_either_side_of_a_country_has_all_of_its_clocks() -> None:
    anywhere = zone_of(lead(country="US"), "Etc/UTC", MARCH)
    assert {"America/Los_Angeles", "Pacific/Honolulu"} <= set(anywhere.others)
    assert len(anywhere.others) < 10, "one zone stands for those with its clock"
    abroad = zone_of(lead(country="AT", phone="+14155552671"), "Etc/UTC", MARCH)
    assert (abroad.name, abroad.others) == ("Europe/Vienna", ("America/Los_Angeles",))


@pytest.mark.parametrize("moment", [MARCH, MARCH.replace(month=7)])
def test_who_has_a_toll_free_number_can_be_reached(moment: datetime) -> None:
    zone = zone_of(lead(phone="+18005552671"), "Etc/UTC", moment)
    assert never_open(moment, zone.clock, zone.elsewhere) == frozenset()


def test_every_city_lies_in_a_zone_of_its_country() -> None:
    for country, cities in _cities().items():
        for zone in cities.values():
            assert ZoneInfo(zone)
            assert zone in zones_of(country)

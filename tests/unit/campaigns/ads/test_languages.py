"""The languages of ads on their platforms, and what Meta tells under other names."""

from collections.abc import Iterator
from typing import Any

import pytest

from baton.campaigns.ads.faults import ErrorAction, PlatformFault
from baton.campaigns.ads.linkedin import requests as linkedin
from baton.campaigns.ads.meta.adapter import _day as meta_day
from baton.campaigns.ads.meta.requests import keys_of
from tests.contract.campaigns.ad_accounts import StandIns, a_plan, served


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[StandIns]:
    with served() as found:
        yield found


def test_what_meta_tells_under_names_that_nobody_knows_is_unknown_and_not_nothing() -> None:
    row = {
        "date_start": "2026-11-01", "impressions": "90", "clicks": "9", "spend": "5.00",
        "actions": [{"action_type": "offsite_conversion.custom.77", "value": "4"}],
    }  # fmt: skip
    day = meta_day(row, "USD")
    assert (day.conversions, day.leads, day.revenue) == (None, None, None)
    bought = meta_day(row | {"actions": [{"action_type": "purchase", "value": "3"}]}, "USD")
    assert (bought.conversions, bought.leads) == (3.0, 0.0)


def test_metas_locales_are_those_of_a_whole_language_as_its_search_has_them() -> None:
    found = [{"key": 6, "name": "English (US)"}, {"key": 1001, "name": "English (All)"}]
    assert keys_of("English", found) == [1001]
    assert keys_of(
        "Spanish", [{"key": 7, "name": "Spanish (Spain)"}, {"key": 23, "name": "Spanish"}]
    ) == [23]
    kinds = [{"key": 13, "name": "Norwegian (bokmal)"}, {"key": 84, "name": "Norwegian (nynorsk)"}]
    assert keys_of("Norwegian", kinds) == [13, 84]
    assert keys_of("Dutch", [{"key": 5, "name": "Pennsylvania Dutch"}]) == []


def test_a_language_that_meta_offers_no_more_is_a_fault_of_the_plan(stand_ins: StandIns) -> None:
    [fault] = stand_ins.direct("meta").faults_in(a_plan(languages=("mn",)))
    assert fault.text == "meta cannot target Mongolian"


@pytest.mark.parametrize("changes", [{"locale": {"country": "DE", "language": "xh"}},
                                     {"targetingCriteria": {"include": {"and": []}}}])  # fmt: skip
def test_linkedins_stand_in_takes_its_own_locales_only_and_aims_at_them(
    stand_ins: StandIns, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = linkedin.campaign
    monkeypatch.setattr(linkedin, "campaign", lambda *given: asked(*given) | changes)
    with pytest.raises(PlatformFault) as told:
        stand_ins.direct("linkedin").create(a_plan())
    assert told.value.do is ErrorAction.PERMANENT

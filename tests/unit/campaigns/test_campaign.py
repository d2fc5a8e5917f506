"""Campaigns and their days as callers send them."""

from typing import Any

import pytest
from pydantic import ValidationError

from baton.campaigns.campaign import DailyMetrics, Finding, NewCampaign

CAMPAIGN = {
    "name": "Spring",
    "platform": "google",
    "daily_budget": {"amount": 5_000, "currency": "EUR"},
}
DAY = {"day": "2026-03-01", "impressions": 10, "clicks": 2, "spend": 300}


def test_a_campaign_ends_on_or_after_its_first_day() -> None:
    same = {"starts_on": "2026-03-01", "ends_on": "2026-03-01"}
    assert NewCampaign.model_validate({**CAMPAIGN, **same}).ends_on is not None
    with pytest.raises(ValidationError, match="ends_on"):
        NewCampaign.model_validate({**CAMPAIGN, **same, "ends_on": "2026-02-28"})


@pytest.mark.parametrize(
    "wrong", [{"clicks": 1.5}, {"spend": -(10**16)}, {"impressions": 10**13}, {"day": "2026-02-30"}]
)
def test_a_day_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DailyMetrics.model_validate({**DAY, **wrong})


def test_a_finding_without_a_value_survives_its_json() -> None:
    finding = Finding(
        rule="roas",
        metric="roas",
        value=None,
        threshold=2,
        sample=0,
        minimum_sample=100,
        triggered=False,
        text="nothing was spent",
    )
    assert Finding.model_validate(finding.to_json()) == finding

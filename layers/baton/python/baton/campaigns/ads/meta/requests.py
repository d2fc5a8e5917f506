"""What Meta's Graph API is asked. Pure; fields are a form's, objects in it are JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from baton.campaigns.ads.model import AdCreative, AdGoal, CampaignPlan
from baton.campaigns.ads.units import to_meta
from baton.core.money import Money

OBJECTIVES = {
    AdGoal.LEADS: ("OUTCOME_LEADS", "LINK_CLICKS"),
    AdGoal.TRAFFIC: ("OUTCOME_TRAFFIC", "LINK_CLICKS"),
    AdGoal.AWARENESS: ("OUTCOME_AWARENESS", "REACH"),
}
"""What a campaign is to bring, and what its ads are shown for."""

CAPPED = "LOWEST_COST_WITH_BID_CAP"

_EU = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
"""Where the Digital Services Act wants it told who pays for an ad, and for whom."""

CAMPAIGN_FIELDS = "id,name,status,daily_budget,adsets{id,status,bid_amount}"
AD_FIELDS = "id,name,status"
DAY_FIELDS = "impressions,clicks,spend,actions,action_values,account_currency,date_start"

LEADS = ("lead", "onsite_conversion.lead_grouped", "offsite_conversion.fb_pixel_lead")
PURCHASES = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")
"""Action types that tell the same, the one that counts all of them first."""


def campaign(plan: CampaignPlan) -> dict[str, Any]:
    """A paused campaign with the budget of all its ads."""
    limit = {"bid_strategy": CAPPED} if plan.bid else {}
    return {
        "name": plan.key.name,
        "objective": OBJECTIVES[plan.goal][0],
        "special_ad_categories": [],
        "status": "PAUSED",
        "daily_budget": to_meta(plan.daily_budget),
        **limit,
    }


def ad_set(plan: CampaignPlan, campaign_id: str, locales: Sequence[int]) -> dict[str, Any]:
    """The ad set, paused until all its ads are there: so a broken creation can be told. ``locales`` are
    the languages of those who see them.
    """
    where = {"geo_locations": {"countries": list(plan.audience.countries)}}
    made: dict[str, Any] = {
        "name": plan.key.name,
        "campaign_id": campaign_id,
        "billing_event": "IMPRESSIONS",
        "optimization_goal": OBJECTIVES[plan.goal][1],
        "targeting": {**where, "locales": list(locales)},
        "start_time": f"{plan.starts_on}T00:00:00+0000",
        "status": "PAUSED",
    }
    if plan.ends_on:
        made["end_time"] = f"{plan.ends_on}T23:59:59+0000"
    if plan.bid:
        made["bid_amount"] = to_meta(plan.bid)
    if _EU & set(plan.audience.countries):
        made |= {"dsa_beneficiary": plan.beneficiary, "dsa_payor": plan.beneficiary}
    return made


def creative(one: AdCreative, page_id: str) -> dict[str, Any]:
    """A link ad of the company's page."""
    link = {
        "link": one.link,
        "message": one.texts[0],
        "name": one.headlines[0],
        "call_to_action": {"type": "LEARN_MORE", "value": {"link": one.link}},
    }
    return {"name": one.key, "object_story_spec": {"page_id": page_id, "link_data": link}}


def ad(one: AdCreative, ad_set_id: str, creative_id: str) -> dict[str, Any]:
    """An ad, named by our key."""
    return {
        "name": one.key,
        "adset_id": ad_set_id,
        "creative": {"creative_id": creative_id},
        "status": "ACTIVE",
    }


def new_bid(ad_set_id: str, bid: Money) -> dict[str, Any]:
    """A campaign's bid cap: the strategy and the ad set's amount change together."""
    return {"bid_strategy": CAPPED, "adset_bid_amounts": {ad_set_id: to_meta(bid)}}


def of_key(value: str) -> str:
    """The filter for names with our key in them."""
    return json.dumps([{"field": "name", "operator": "CONTAIN", "value": value}])


def locales(language: str) -> dict[str, str]:
    """The search for the locales of a language, by its English name."""
    return {"type": "adlocale", "q": language}


def keys_of(language: str, found: Iterable[Mapping[str, Any]]) -> list[int]:
    """Of the locales that a search found, those of a language: all of it, as ``English (All)``, if there
    is one, else itself, else its kinds, as ``Norwegian (bokmal)``.
    """
    keys = {str(one["name"]): int(one["key"]) for one in found}
    if (whole := keys.get(f"{language} (All)", keys.get(language))) is not None:
        return [whole]
    return [key for name, key in keys.items() if name.startswith(f"{language} (")]


def span(since: date, until: date) -> str:
    """A time range."""
    return json.dumps({"since": str(since), "until": str(until)})


def form(fields: dict[str, Any]) -> dict[str, str]:
    """Fields as a form has them."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in fields.items()
    }

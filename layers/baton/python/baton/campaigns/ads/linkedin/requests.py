"""What LinkedIn is asked, as its versioned REST API has it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import quote

from baton.campaigns.ads.languages import names_of
from baton.campaigns.ads.model import AdCreative, AdGoal, CampaignPlan
from baton.campaigns.ads.shipped import shipped
from baton.campaigns.ads.units import to_decimal
from baton.campaigns.brief import Platform
from baton.core.money import Money

OBJECTIVES = {
    AdGoal.LEADS: "WEBSITE_CONVERSION",
    AdGoal.TRAFFIC: "WEBSITE_VISIT",
    AdGoal.AWARENESS: "BRAND_AWARENESS",
}
LOCATIONS, TITLES = "urn:li:adTargetingFacet:locations", "urn:li:adTargetingFacet:titles"
_LOCALES = "urn:li:adTargetingFacet:interfaceLocales"

_DAY_FIELDS = (
    "dateRange,impressions,clicks,costInLocalCurrency,externalWebsiteConversions,oneClickLeads,"
    "conversionValueInLocalCurrency"
)


def country_names() -> Mapping[str, str]:
    """Countries as LinkedIn calls them, by ISO 3166 code."""
    names: dict[str, str] = shipped("linkedin/countries.yaml")
    return names


def money(amount: Money) -> dict[str, str]:
    """An amount as LinkedIn writes it."""
    return {"amount": to_decimal(amount), "currencyCode": amount.currency}


def group(plan: CampaignPlan, account: str) -> dict[str, Any]:
    """The campaign's group, of which it is the only member."""
    return {
        "account": account,
        "name": plan.key.name,
        "status": "ACTIVE",
        "runSchedule": _schedule(plan),
    }


def campaign(
    plan: CampaignPlan, account: str, group_urn: str, facets: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """The campaign, a draft until all its ads are there. ``facets`` are whom it is shown to, of those
    whose profile is in its language: the campaign's locale and theirs have to be the same.
    """
    locale = names_of(Platform.LINKEDIN, plan.languages)[0]  # as de_DE
    wanted = {_LOCALES: [f"urn:li:locale:{locale}"], **facets}
    return {
        "account": account,
        "campaignGroup": group_urn,
        "name": plan.key.name,
        "type": "SPONSORED_UPDATES",
        **bidding(plan.bid),
        "dailyBudget": money(plan.daily_budget),
        "locale": {"country": locale[3:], "language": locale[:2]},
        "runSchedule": _schedule(plan),
        "targetingCriteria": {
            "include": {"and": [{"or": {facet: list(urns)}} for facet, urns in wanted.items()]}
        },
        "objectiveType": OBJECTIVES[plan.goal],
        "politicalIntent": "NOT_POLITICAL",
        "audienceExpansionEnabled": False,
        "offsiteDeliveryEnabled": False,
        "status": "DRAFT",
    }


def bidding(bid: Money | None) -> dict[str, Any]:
    """A bid for a click, or LinkedIn's own for the most clicks."""
    if bid is None:
        return {"costType": "CPM", "optimizationTargetType": "MAX_CLICK"}
    return {"costType": "CPC", "unitCost": money(bid), "optimizationTargetType": "NONE"}


def creative(one: AdCreative, account: str, campaign_urn: str, author: str) -> dict[str, Any]:
    """An ad with its post, which is shown as an ad only."""
    article = {"source": one.link, "title": one.headlines[0], "description": one.texts[-1]}
    post = {
        "adContext": {"dscAdAccount": account, "dscStatus": "ACTIVE"},
        "author": author,
        "commentary": one.texts[0],
        "visibility": "PUBLIC",
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
        "content": {"article": article},
    }
    made = {"name": one.key, "campaign": campaign_urn, "intendedStatus": "ACTIVE"}
    return {"creative": {**made, "inlineContent": {"post": post}}}


def typeahead(facet: str, words: str) -> str:
    """The path of LinkedIn's search for what can be targeted."""
    asked = f"facet={quote(facet, safe='')}&query={quote(words, safe='')}"
    return f"/rest/adTargetingEntities?q=TYPEAHEAD&queryVersion=QUERY_USES_URNS&{asked}"


def by_name(what: str, name: str) -> str:
    """The query for campaigns or groups of a name."""
    return f"{what}?q=search&search=(name:(values:List({quote(name, safe='')})))&pageSize=100"


def creatives_of(campaign_urn: str) -> str:
    """The query for a campaign's ads."""
    return f"creatives?q=criteria&campaigns=List({quote(campaign_urn, safe='')})&pageSize=100"


def pricing(account: str) -> str:
    """The path of what campaigns of an account may cost, asked of the locale that reaches everybody."""
    locale = "urn%3Ali%3AadTargetingFacet%3AinterfaceLocales:List(urn%3Ali%3Alocale%3Aen_US)"
    return (
        f"/rest/adBudgetPricing?q=criteriaV2&account={quote(account, safe='')}&bidType=CPC"
        "&campaignType=SPONSORED_UPDATES&matchType=EXACT"
        f"&targetingCriteria=(include:(and:List((or:({locale})))))"
    )


def days(campaign_urn: str, since: date, until: date) -> str:
    """The path of a campaign's days."""
    span = f"(start:{_date(since)},end:{_date(until)})"
    return (
        f"/rest/adAnalytics?q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY&dateRange={span}"
        f"&campaigns=List({quote(campaign_urn, safe='')})&fields={_DAY_FIELDS}"
    )


def _date(day: date) -> str:
    return f"(year:{day.year},month:{day.month},day:{day.day})"


def _schedule(plan: CampaignPlan) -> dict[str, int]:
    """From the first day's beginning to the last one's end, in milliseconds since 1970 (UTC)."""
    made = {"start": _milliseconds(plan.starts_on, time.min)}
    if plan.ends_on:
        made["end"] = _milliseconds(plan.ends_on, time(23, 59, 59))
    return made


def _milliseconds(day: date, at: time) -> int:
    return int(datetime.combine(day, at, UTC).timestamp()) * 1_000

"""What Google Ads is asked, as its REST API has it. Pure; int64 are strings in its JSON."""

# ruff: noqa: S608 (GAQL: no database of ours; ids are integers, names quoted)

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from baton.campaigns.ads.model import AdCreative, CampaignKey, CampaignPlan
from baton.campaigns.ads.units import to_micros
from baton.core.money import Money

KEY_PARAMETER = "batonkey"
"""The custom parameter in which an ad carries our key: search ads have no names."""

_CAMPAIGN_FIELDS = (
    "campaign.id, campaign.name, campaign.status, campaign.target_spend.cpc_bid_ceiling_micros, "
    "campaign_budget.resource_name, campaign_budget.amount_micros"
)


def creation(
    customer: str, plan: CampaignPlan, locations: Sequence[str], languages: Sequence[str]
) -> list[dict[str, Any]]:
    """The operations that make a budget, a campaign, its ad group and its ads, all or nothing: what is
    not there yet is named by negative ids. ``locations`` are resources of geo targets, ``languages`` of
    language constants.
    """
    at = f"customers/{customer}"
    budget, campaign, group = f"{at}/campaignBudgets/-1", f"{at}/campaigns/-2", f"{at}/adGroups/-3"
    amount = {"amountMicros": str(to_micros(plan.daily_budget)), "deliveryMethod": "STANDARD"}
    adds = {"name": plan.key.name, "campaign": campaign, "type": "SEARCH_STANDARD"}
    shown = [{"campaign": campaign, "location": {"geoTargetConstant": one}} for one in locations]
    shown += [{"campaign": campaign, "language": {"languageConstant": one}} for one in languages]
    searched = [
        {"adGroup": group, "status": "ENABLED", "keyword": {"text": word, "matchType": "PHRASE"}}
        for word in plan.audience.keywords
    ]
    return [
        _create("campaignBudget", {"resourceName": budget, **amount, "explicitlyShared": False}),
        _create("campaign", _campaign(plan, campaign, budget)),
        *(_create("campaignCriterion", one) for one in shown),
        _create("adGroup", {"resourceName": group, **adds, "status": "ENABLED"}),
        *(_create("adGroupCriterion", one) for one in searched),
        *(new_ad(group, creative) for creative in plan.creatives),
    ]


def _campaign(plan: CampaignPlan, resource: str, budget: str) -> dict[str, Any]:
    limit = {"cpcBidCeilingMicros": str(to_micros(plan.bid))} if plan.bid else {}
    made: dict[str, Any] = {
        "resourceName": resource,
        "name": plan.key.name,
        "status": "PAUSED",
        "advertisingChannelType": "SEARCH",
        "campaignBudget": budget,
        "targetSpend": limit,
        "networkSettings": {"targetGoogleSearch": True, "targetSearchNetwork": True},
        "containsEuPoliticalAdvertising": "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING",
        "startDateTime": f"{plan.starts_on} 00:00:00",
    }
    if plan.ends_on:
        made["endDateTime"] = f"{plan.ends_on} 23:59:59"
    return made


def new_ad(group: str, creative: AdCreative) -> dict[str, Any]:
    """The operation that adds a responsive search ad to an ad group."""
    ad = {
        "finalUrls": [creative.link],
        "urlCustomParameters": [{"key": KEY_PARAMETER, "value": creative.key}],
        "responsiveSearchAd": {
            "headlines": [{"text": line} for line in creative.headlines],
            "descriptions": [{"text": line} for line in creative.texts],
        },
    }
    return _create("adGroupAd", {"adGroup": group, "status": "ENABLED", "ad": ad})


def update(kind: str, resource: str, mask: str, **fields: object) -> dict[str, Any]:
    """The operation that changes the fields of ``mask`` of one resource."""
    return {
        f"{kind}Operation": {"update": {"resourceName": resource, **fields}, "updateMask": mask}
    }


def new_bid(resource: str, bid: Money) -> dict[str, Any]:
    """The operation that changes what a click of a campaign may cost."""
    mask = "target_spend.cpc_bid_ceiling_micros"
    limit = {"cpcBidCeilingMicros": str(to_micros(bid))}
    return update("campaign", resource, mask, targetSpend=limit)


def campaign_by_key(key: CampaignKey) -> str:
    """The query for a campaign by its name."""
    where = f"campaign.name = '{_quoted(key.name)}' AND campaign.status != 'REMOVED'"
    return f"SELECT {_CAMPAIGN_FIELDS} FROM campaign WHERE {where}"


def campaign_by_id(external_id: str) -> str:
    """The query for a campaign by its id."""
    return f"SELECT {_CAMPAIGN_FIELDS} FROM campaign WHERE campaign.id = {int(external_id)}"


def countries(codes: Iterable[str]) -> str:
    """The query for the geo targets of countries."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return (
        "SELECT geo_target_constant.resource_name, geo_target_constant.country_code "
        f"FROM geo_target_constant WHERE geo_target_constant.country_code IN ({listed}) "
        "AND geo_target_constant.target_type = 'Country' AND geo_target_constant.status = 'ENABLED'"
    )


def language_constants(codes: Iterable[str]) -> str:
    """The query for the languages that campaigns can be targeted at."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return (
        "SELECT language_constant.resource_name, language_constant.code FROM language_constant "
        f"WHERE language_constant.code IN ({listed}) AND language_constant.targetable = TRUE"
    )


def ads(external_id: str) -> str:
    """The query for a campaign's ads that are not removed."""
    return (
        "SELECT ad_group_ad.resource_name, ad_group_ad.status, ad_group_ad.ad.url_custom_parameters, "
        f"ad_group.resource_name FROM ad_group_ad WHERE campaign.id = {int(external_id)} "
        "AND ad_group_ad.status != 'REMOVED'"
    )


def group(external_id: str) -> str:
    """The query for a campaign's ad group."""
    return (
        f"SELECT ad_group.resource_name FROM ad_group WHERE campaign.id = {int(external_id)} "
        "AND ad_group.status != 'REMOVED'"
    )


def days(external_id: str, since: date, until: date) -> str:
    """The query for a campaign's days."""
    return (
        "SELECT segments.date, metrics.impressions, metrics.clicks, metrics.cost_micros, "
        "metrics.conversions, metrics.conversions_value, customer.currency_code FROM campaign "
        f"WHERE campaign.id = {int(external_id)} AND segments.date BETWEEN '{since}' AND '{until}'"
    )


def _create(kind: str, resource: dict[str, Any]) -> dict[str, Any]:
    return {f"{kind}Operation": {"create": resource}}


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")

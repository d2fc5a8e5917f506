"""The stand-in of Google Ads: tokens, mutates that are all or nothing, queries, its form of errors."""

import re
from collections.abc import Iterator
from typing import Any

from infra.local.ad_platforms.delivery import digits_of
from infra.local.ad_platforms.google_mutate import mutate
from infra.local.ad_platforms.google_query import BadQuery, asked, selected
from infra.local.ad_platforms.languages import GOOGLE_LANGUAGES
from infra.local.ad_platforms.wire import Answer, Call, Refused
from infra.local.ad_platforms.world import World, new_id, parts

VERSION = "v26"
_PATH = re.compile(r"/(v\d+)/customers/(\d+)/googleAds:(mutate|search|searchStream)")
_COUNTRIES = {"US": 2840, "DE": 2276, "GB": 2826, "FR": 2250, "AT": 2040, "CH": 2756, "JP": 2392,
              "NL": 2528, "ES": 2724, "IT": 2380, "SE": 2752, "PL": 2616, "CA": 2124, "AU": 2036,
              "IN": 2356, "BR": 2076, "DK": 2208, "IE": 2372, "BE": 2056, "FI": 2246, "NO": 2578,
              "CZ": 2203, "PT": 2620, "SG": 2702, "MX": 2484, "KR": 2410, "NZ": 2554}  # fmt: skip

_FIELDS = {
    "customer": ("customer.currency_code", "customer.status"),
    "campaign": (
        "campaign.id", "campaign.name", "campaign.status", "campaign.resource_name",
        "campaign.target_spend.cpc_bid_ceiling_micros", "campaign_budget.resource_name",
        "campaign_budget.amount_micros", "customer.currency_code", "segments.date",
        "metrics.impressions", "metrics.clicks", "metrics.cost_micros", "metrics.conversions",
        "metrics.conversions_value",
    ),
    "ad_group": ("ad_group.resource_name", "ad_group.status", "campaign.id"),
    "ad_group_ad": (
        "ad_group_ad.resource_name", "ad_group_ad.status", "ad_group_ad.ad.url_custom_parameters",
        "ad_group.resource_name", "campaign.id",
    ),
    "geo_target_constant": (
        "geo_target_constant.resource_name", "geo_target_constant.country_code",
        "geo_target_constant.target_type", "geo_target_constant.status",
    ),
    "language_constant": (
        "language_constant.resource_name", "language_constant.code", "language_constant.targetable",
    ),
}  # fmt: skip


def is_write(call: Call) -> bool:
    """Whether a call changes something."""
    return call.path.endswith(":mutate") and not call.document.get("validateOnly")


def fault_answer(kind: str, fault: dict[str, Any], call: Call) -> Answer:
    """A fault in Google's form."""
    if kind == "throttle":
        delay = {"quotaErrorDetails": {"rateScope": "ACCOUNT", "rateName": "Requests per minute"}}
        delay["quotaErrorDetails"]["retryDelay"] = f"{fault.get('seconds') or 30:g}s"
        return refusal(
            call, 429, "RESOURCE_EXHAUSTED", "quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED",
            "Too many requests. Retry in 30 seconds.", details=delay,
        )  # fmt: skip
    if kind == "end_version":
        text = "Version v26 is deprecated. Requests to this version will be blocked."
        return refusal(call, 400, "INVALID_ARGUMENT", "requestError", "UNSUPPORTED_VERSION", text)
    text = "An internal error has occurred."
    return refusal(call, 500, "INTERNAL", "internalError", "INTERNAL_ERROR", text)


def refusal(  # noqa: PLR0917 (the parts of Google's form)
    call: Call,
    status: int,
    word: str,
    kind: str,
    code: str,
    text: str,
    *,
    at: str = "",
    details: dict[str, Any] | None = None,
) -> Answer:
    """An error as Google writes it: in an array, if the answer would have been a stream."""
    one: dict[str, Any] = {"errorCode": {kind: code}, "message": text}
    if at:
        one["location"] = {"fieldPathElements": [{"fieldName": part} for part in at.split(".")]}
    if details:
        one["details"] = details
    failure = {
        "@type": f"type.googleapis.com/google.ads.googleads.{VERSION}.errors.GoogleAdsFailure",
        "errors": [one],
        "requestId": "stand-in",
    }
    error = {"error": {"code": status, "message": text, "status": word, "details": [failure]}}
    return Answer(status, [error] if call.path.endswith(":searchStream") else error)


def answer(world: World, state: dict[str, Any], call: Call, *, hidden: bool) -> Answer:
    """The answer to one call. Raises ``Refused``."""
    if call.path == "/token":
        return _token(state, call)
    found = _PATH.fullmatch(call.path)
    if not found or call.method != "POST":
        return Answer(404, {"error": {"code": 404, "message": "Not found", "status": "NOT_FOUND"}})
    _check_caller(state, call, found[1], found[2])
    if found[3] == "mutate":
        return mutate(world, state, call, found[2])
    if "pageSize" in call.document:
        text = "Setting the page size is not supported."
        raise _refused(call, "requestError", "PAGE_SIZE_NOT_SUPPORTED", text)
    query = str(call.document.get("query", ""))
    try:
        rows = _rows(world, state, asked(query)[1], query, hidden=hidden)
        results = selected(rows, query, frozenset(_FIELDS[asked(query)[1]]))
    except (BadQuery, KeyError) as error:
        code = getattr(error, "code", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE")
        raise _refused(call, "queryError", code, str(error)) from error
    batch: dict[str, Any] = {"fieldMask": ",".join(asked(query)[0]), "requestId": "stand-in"}
    if results:
        batch["results"] = results
    return Answer(200, [batch] if found[3] == "searchStream" else batch)


def _token(state: dict[str, Any], call: Call) -> Answer:
    given = call.parameters
    refresh = given.get("refresh_token", "")
    if given.get("grant_type") != "refresh_token" or not refresh or refresh == "revoked":
        return Answer(400, {"error": "invalid_grant", "error_description": "Bad Request"})
    token = f"ya29.{new_id(state)}"
    return Answer(200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"})


def _check_caller(state: dict[str, Any], call: Call, version: str, customer: str) -> None:
    if version != VERSION:
        text = f"Version {version} is deprecated. Requests to this version will be blocked."
        raise _refused(call, "requestError", "UNSUPPORTED_VERSION", text)
    token = call.bearer
    if not token.startswith("ya29.") or token in state["expired_tokens"]:
        text = "Request had invalid authentication credentials."
        error = {"code": 401, "message": text, "status": "UNAUTHENTICATED"}
        raise Refused(
            Answer(401, [{"error": error}] if "Stream" in call.path else {"error": error})
        )
    if token not in state["seen_tokens"]:
        state["seen_tokens"].append(token)
    if not call.headers.get("developer-token"):
        text = "The developer token is missing."
        raise _refused(call, "authenticationError", "DEVELOPER_TOKEN_INVALID", text, 401)
    if customer != state["account"]["id"]:
        text = "User doesn't have permission to access customer."
        raise _refused(call, "authorizationError", "USER_PERMISSION_DENIED", text, 403)


def _refused(call: Call, kind: str, code: str, text: str, status: int = 400) -> Refused:
    return Refused(refusal(call, status, "INVALID_ARGUMENT", kind, code, text))


def _rows(
    world: World, state: dict[str, Any], resource: str, query: str, *, hidden: bool
) -> Iterator[dict[str, Any]]:
    """Rows by field; of a campaign's days one each, if days are asked for."""
    account = state["account"]
    customer = {
        "customer.currency_code": account["currency"],
        "customer.status": "ENABLED" if account["status"] == "ACTIVE" else account["status"],
    }
    if resource == "customer":
        yield customer
    elif resource == "geo_target_constant":
        yield from _geo_targets()
    elif resource == "language_constant":
        yield from _language_constants()
    elif resource == "campaign":
        asked_for = [values for field, _, values in asked(query)[2] if field == "campaign.id"]
        for campaign in state["campaigns"].values():
            if asked_for and campaign["id"] not in asked_for[0]:
                continue
            row = customer | _campaign(state, campaign)
            if "segments.date" not in query:
                yield row
                continue
            for day, one in () if hidden else world.days_of(campaign).items():
                yield row | _metrics(str(day), one)
    else:
        for part in parts(state, resource):
            yield _part(state, resource, part)


def _geo_targets() -> Iterator[dict[str, Any]]:
    for code, number in _COUNTRIES.items():
        yield {
            "geo_target_constant.resource_name": f"geoTargetConstants/{number}",
            "geo_target_constant.country_code": code,
            "geo_target_constant.target_type": "Country",
            "geo_target_constant.status": "ENABLED",
        }


def _language_constants() -> Iterator[dict[str, Any]]:
    for code, number in GOOGLE_LANGUAGES.items():
        yield {
            "language_constant.resource_name": f"languageConstants/{number}",
            "language_constant.code": code,
            "language_constant.targetable": "TRUE",
        }


def _campaign(state: dict[str, Any], campaign: dict[str, Any]) -> dict[str, Any]:
    at = f"customers/{state['account']['id']}"
    digits = digits_of(campaign["currency"])
    micros = round(campaign["budget"] * 10**digits) * 10 ** (6 - digits)
    return {
        "campaign.id": campaign["id"],
        "campaign.resource_name": f"{at}/campaigns/{campaign['id']}",
        "campaign.name": campaign["name"],
        "campaign.status": campaign["status"],
        "campaign.target_spend.cpc_bid_ceiling_micros": campaign.get("ceiling"),
        "campaign_budget.resource_name": f"{at}/campaignBudgets/{campaign['budget_id']}",
        "campaign_budget.amount_micros": str(micros),
    }


def _metrics(day: str, one: dict[str, Any]) -> dict[str, Any]:
    return {
        "segments.date": day,
        "metrics.impressions": str(one["impressions"]),
        "metrics.clicks": str(one["clicks"]),
        "metrics.cost_micros": str(round(one["spend"] * 10**6)),
        "metrics.conversions": float(one["conversions"]),
        "metrics.conversions_value": one["revenue"],
    }


def _part(state: dict[str, Any], resource: str, part: dict[str, Any]) -> dict[str, Any]:
    at = f"customers/{state['account']['id']}"
    if resource == "ad_group":
        name = f"{at}/adGroups/{part['id']}"
        return {
            "ad_group.resource_name": name,
            "ad_group.status": part["status"],
            "campaign.id": part["campaign"],
        }
    return {
        "ad_group_ad.resource_name": f"{at}/adGroupAds/{part['group']}~{part['id']}",
        "ad_group_ad.status": part["status"],
        "ad_group_ad.ad.url_custom_parameters": part["parameters"],
        "ad_group.resource_name": f"{at}/adGroups/{part['group']}",
        "campaign.id": part["campaign"],
    }

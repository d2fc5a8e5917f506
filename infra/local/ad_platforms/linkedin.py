"""The stand-in of LinkedIn's versioned REST API: groups, campaigns, creatives, reports, its errors."""

import re
from typing import Any
from urllib.parse import quote, unquote

from infra.local.ad_platforms.delivery import digits_of
from infra.local.ad_platforms.languages import LINKEDIN_LOCALES
from infra.local.ad_platforms.wire import Answer, Call, Refused
from infra.local.ad_platforms.world import World, new_campaign, new_id, new_part, parts

VERSION = "202611"
LEAST = 10
"""The least daily budget, in units of a currency as the dollar."""

_NAMED = re.compile(r"search=\(name:\(values:List\(([^)]*)\)\)\)")
_CAMPAIGNS = re.compile(r"campaigns=List\(([^)]*)\)")
_SPAN = re.compile(r"\(year:(\d+),month:(\d+),day:(\d+)\)")
_NEEDED = ("account", "campaignGroup", "name", "type", "costType", "locale", "runSchedule",
           "targetingCriteria", "objectiveType", "politicalIntent")  # fmt: skip


def is_write(call: Call) -> bool:
    """Whether a call changes something."""
    return call.method != "GET" and call.path != "/token"


def fault_answer(kind: str, fault: dict[str, Any], call: Call) -> Answer:
    """A fault in LinkedIn's form."""
    del fault, call
    if kind == "throttle":
        text = (
            "Resource level throttle APPLICATION DAY limit for calls to this resource is reached."
        )
        return _error(429, "TOO_MANY_REQUESTS", text).answer
    if kind == "end_version":
        return _error(426, "NONEXISTENT_VERSION", "Requested version is not active").answer
    return _error(500, "SERVER_ERROR", "Internal Server Error").answer


def answer(world: World, state: dict[str, Any], call: Call, *, hidden: bool) -> Answer:
    """The answer to one call. Raises ``Refused``."""
    if call.path == "/token":
        token = f"AQ{new_id(state)}"
        if call.parameters.get("refresh_token") in (None, "", "revoked"):
            return Answer(400, {"error": "invalid_request", "error_description": "revoked"})
        return Answer(200, {"access_token": token, "expires_in": 5_184_000})
    _check_caller(state, call)
    path = call.raw.removeprefix("/rest/")
    if (of_all := _of_all(world, state, call, path, hidden=hidden)) is not None:
        return Answer(200, {"elements": of_all})
    account, _, rest = path.removeprefix("adAccounts/").partition("/")
    if account != state["account"]["id"]:
        raise _error(403, "ACCESS_DENIED", "Not enough permissions to access: GET /adAccounts")
    what, _, number = rest.partition("/")
    if call.method == "GET":
        return _shown(state, call, what, unquote(number))
    return _written(world, state, call, what, unquote(number))


def _of_all(
    world: World, state: dict[str, Any], call: Call, path: str, *, hidden: bool
) -> list[Any] | None:
    """What is asked beside any account's own things; ``None`` if it is not that."""
    if path == "adAnalytics":
        return [] if hidden else _days(world, state, call.query)
    if path == "adTargetingEntities":
        return _entities(call)
    if path == "adBudgetPricing":
        limits = {"min": _money(state, state["account"]["minimum"] or _least(state))}
        return [{"dailyBudgetLimits": limits}]
    return None


def _written(world: World, state: dict[str, Any], call: Call, what: str, number: str) -> Answer:
    if call.method == "DELETE":
        return _deleted(state, number)
    if call.headers.get("x-restli-method") == "PARTIAL_UPDATE":
        return _changed(state, what, number, call.document["patch"]["$set"])
    return _made(world, state, call, what)


def _check_caller(state: dict[str, Any], call: Call) -> None:
    token, version = call.bearer, call.headers.get("linkedin-version")
    if not token or token in state["expired_tokens"]:
        raise _error(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired")
    if token not in state["seen_tokens"]:
        state["seen_tokens"].append(token)
    if not version:
        raise _error(400, "VERSION_MISSING", "A version must be present.")
    if version != VERSION:
        text = f"Requested version {version}01 is not active"
        raise _error(426, "NONEXISTENT_VERSION", text)
    if "List(" in call.query and call.headers.get("x-restli-protocol-version") != "2.0.0":
        raise _error(400, "ILLEGAL_ARGUMENT", "Query parameters need Rest.li protocol 2.0.0")


def _shown(state: dict[str, Any], call: Call, what: str, number: str) -> Answer:
    if not what:
        account = state["account"]
        return Answer(200, {name: account[name] for name in ("id", "currency", "status")})
    if number:
        found = state["campaigns"].get(number)
        if what != "adCampaigns" or found is None:
            raise _error(404, "NOT_FOUND", "Could not find entity")
        return Answer(200, _campaign(found))
    if what == "creatives":
        wanted = _CAMPAIGNS.search(call.query)
        of = unquote(wanted[1]).rpartition(":")[2] if wanted else ""
        return _page(call, [part["shown"] for part in parts(state, "creative", campaign=of)])
    named = _NAMED.search(call.query)
    name = unquote(named[1]) if named else None
    if what == "adCampaigns":
        every = [_campaign(one) for one in state["campaigns"].values()]
    else:
        every = [part["shown"] for part in parts(state, "group")]
    return _page(call, [one for one in every if name in (None, one["name"])])


def _made(world: World, state: dict[str, Any], call: Call, what: str) -> Answer:
    given = call.document
    if what == "adCampaignGroups":
        _required(given, "account", "name", "status", "runSchedule")
        part = new_part(state, "group", shown={})
        part["shown"] = {"id": int(part["id"]), "name": given["name"], "status": given["status"]}
        return _created(part["id"])
    if what == "adCampaigns":
        return _created(_new_campaign(world, state, given))
    if what == "creatives" and "action=createInline" in call.query:
        return _created(_new_creative(state, given.get("creative", {})))
    raise _error(404, "NOT_FOUND", f"No virtual resource found: {what}")


def _new_campaign(world: World, state: dict[str, Any], given: dict[str, Any]) -> str:
    _required(given, *_NEEDED)
    if not {"dailyBudget", "totalBudget"} & given.keys():
        raise _error(400, "MISSING_FIELD", "dailyBudget or totalBudget is required")
    if given["costType"] == "CPC" and "unitCost" not in given:
        raise _error(400, "MISSING_FIELD", "unitCost is required")
    _check_locale(given["locale"], given["targetingCriteria"])
    group = given["campaignGroup"].rpartition(":")[2]
    if not parts(state, "group", id=group):
        raise _error(400, "INVALID_URN_ID", "Campaign group does not exist")
    status = given.get("status", "ACTIVE")
    campaign = new_campaign(
        state, world.now(), name=given["name"], status=status, runs=status == "ACTIVE",
        budget=_amount(state, given["dailyBudget"]), unit_cost=given.get("unitCost"),
    )  # fmt: skip
    return str(campaign["id"])


def _check_locale(given: dict[str, str], criteria: dict[str, Any]) -> None:
    """A campaign is in one of LinkedIn's languages, and shown to people of the same one."""
    locale = f"{given.get('language')}_{given.get('country')}"
    if locale not in LINKEDIN_LOCALES:
        raise _error(
            400, "INVALID_VALUE_FOR_FIELD", f"ERROR :: /locale :: {locale} is not supported"
        )
    wanted = [
        urn
        for one in criteria.get("include", {}).get("and", ())
        for urn in one.get("or", {}).get("urn:li:adTargetingFacet:interfaceLocales", ())
    ]
    if wanted != [f"urn:li:locale:{locale}"]:
        text = "The targeted interfaceLocales must be the campaign's locale"
        raise _error(400, "INVALID_TARGETING_CRITERIA", text)


def _new_creative(state: dict[str, Any], given: dict[str, Any]) -> str:
    _required(given, "campaign", "intendedStatus", "inlineContent")
    post = given["inlineContent"].get("post", {})
    _required(post, "author", "commentary", "adContext", "visibility", "lifecycleState", "content")
    campaign = given["campaign"].rpartition(":")[2]
    if campaign not in state["campaigns"]:
        raise _error(400, "INVALID_URN_ID", "Campaign does not exist")
    part = new_part(state, "creative", campaign=campaign, shown={})
    part["shown"] = {
        "id": f"urn:li:sponsoredCreative:{part['id']}",
        "name": given.get("name", ""),
        "campaign": given["campaign"],
        "intendedStatus": given["intendedStatus"],
    }
    return str(part["shown"]["id"])


def _changed(state: dict[str, Any], what: str, number: str, fields: dict[str, Any]) -> Answer:
    if what == "creatives":
        for part in parts(state, "creative"):
            if part["shown"]["id"] == number:
                part["shown"] |= fields
                return Answer(204)
    one = state["campaigns"].get(number)
    if what != "adCampaigns" or one is None:
        raise _error(404, "NOT_FOUND", "Could not find entity")
    if "dailyBudget" in fields:
        one["budget"] = _amount(state, fields["dailyBudget"])
    if "unitCost" in fields:
        one["unit_cost"] = fields["unitCost"]
    if "status" in fields:
        one |= {"status": fields["status"], "runs": fields["status"] == "ACTIVE"}
    return Answer(204)


def _deleted(state: dict[str, Any], number: str) -> Answer:
    one = state["campaigns"].get(number)
    if one is None:
        raise _error(404, "NOT_FOUND", "Could not find entity")
    if one["status"] != "DRAFT":
        raise _error(400, "CANNOT_DELETE", "Only drafts can be deleted")
    del state["campaigns"][number]
    return Answer(204)


def _campaign(one: dict[str, Any]) -> dict[str, Any]:
    digits = digits_of(one["currency"])
    amount = {"amount": f"{one['budget']:.{digits}f}", "currencyCode": one["currency"]}
    shown = {"id": int(one["id"]), "name": one["name"], "status": one["status"]}
    shown["dailyBudget"] = amount
    return shown | ({"unitCost": one["unit_cost"]} if one["unit_cost"] else {})


def _days(world: World, state: dict[str, Any], query: str) -> list[dict[str, Any]]:
    wanted = _CAMPAIGNS.search(query)
    campaign = state["campaigns"].get(unquote(wanted[1]).rpartition(":")[2]) if wanted else None
    span = ["-".join((y, m.zfill(2), d.zfill(2))) for y, m, d in _SPAN.findall(query)]
    if campaign is None or not span:
        return []
    digits, rows = digits_of(campaign["currency"]), []
    for day, one in world.days_of(campaign).items():
        if span[0] <= str(day) <= span[-1]:
            date = {"year": day.year, "month": day.month, "day": day.day}
            rows.append({
                "dateRange": {"start": date, "end": date},
                "impressions": one["impressions"],
                "clicks": one["clicks"],
                "costInLocalCurrency": f"{one['spend']:.{digits}f}",
                "externalWebsiteConversions": one["conversions"],
                "oneClickLeads": 0,
                "conversionValueInLocalCurrency": f"{one['revenue']:.{digits}f}",
            })  # fmt: skip
    return rows


def _entities(call: Call) -> list[dict[str, Any]]:
    """Whatever is searched for is found, but what is called ``nowhere``."""
    given = call.parameters
    name, facet = given.get("query", ""), given.get("facet", "")
    if "nowhere" in name.lower():
        return []
    kind = "geo" if facet.endswith("locations") else "title"
    number = sum(map(ord, name)) * 7919
    return [{"urn": f"urn:li:{kind}:{number}", "facetUrn": facet, "name": name}]


def _page(call: Call, found: list[Any]) -> Answer:
    given = call.parameters
    start, size = int(given.get("pageToken") or 0), int(given.get("pageSize") or 10)
    body: dict[str, Any] = {"elements": found[start : start + size], "metadata": {}}
    if start + size < len(found):
        body["metadata"]["nextPageToken"] = str(start + size)
    return Answer(200, body)


def _created(number: Any) -> Answer:
    return Answer(201, None, {"X-RestLi-Id": quote(str(number), safe=":")})


def _required(given: dict[str, Any], *names: str) -> None:
    for name in names:
        if given.get(name) in (None, "", {}):
            text = f"ERROR :: /{name} :: field is required but not found and has no default value"
            raise _error(400, "MISSING_FIELD", text)


def _amount(state: dict[str, Any], given: dict[str, str]) -> float:
    currency = state["account"]["currency"]
    if given.get("currencyCode") != currency:
        raise _error(400, "INVALID_CURRENCY", "Currency must match that of the account")
    whole, _, part = str(given.get("amount", "")).partition(".")
    if not whole.isdigit() or len(part) > digits_of(currency):
        raise _error(400, "INVALID_AMOUNT", "Amount has too many decimal places")
    if float(given["amount"]) < (state["account"]["minimum"] or _least(state)):
        raise _error(400, "DAILY_BUDGET_TOO_LOW", "Daily budget is below the minimum")
    return float(given["amount"])


def _least(state: dict[str, Any]) -> int:
    return LEAST * (100 if digits_of(state["account"]["currency"]) == 0 else 1)


def _money(state: dict[str, Any], amount: float) -> dict[str, str]:
    currency = state["account"]["currency"]
    return {"amount": f"{amount:.{digits_of(currency)}f}", "currencyCode": currency}


def _error(status: int, code: str, text: str) -> Refused:
    return Refused(Answer(status, {"status": status, "code": code, "message": text}))

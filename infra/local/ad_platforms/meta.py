"""The stand-in of Meta's Graph API: campaigns, ad sets, creatives, ads, insights, its form of errors."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from infra.local.ad_platforms.delivery import ZERO_DIGITS, digits_of
from infra.local.ad_platforms.languages import META_LOCALES, meta_locales
from infra.local.ad_platforms.wire import Answer, Call, Refused
from infra.local.ad_platforms.world import World, new_campaign, new_part, parts

VERSION = "v26.0"
_WHOLE_UNITS = ZERO_DIGITS | {"TWD", "IDR", "HUF", "COP", "CRC"}
_EU = frozenset(
    {"AT", "BE", "DE", "DK", "ES", "FI", "FR", "IE", "IT", "NL", "PL", "PT", "SE", "CZ"}
)
_OBJECTIVES = {"OUTCOME_LEADS", "OUTCOME_TRAFFIC", "OUTCOME_AWARENESS", "OUTCOME_SALES",
               "OUTCOME_ENGAGEMENT", "OUTCOME_APP_PROMOTION"}  # fmt: skip
_SPAN = re.compile(r"[\w{},.]+")


def is_write(call: Call) -> bool:
    """Whether a call changes something."""
    return call.method != "GET" and "validate_only" not in call.parameters.get(
        "execution_options", ""
    )


def fault_answer(kind: str, fault: dict[str, Any], call: Call) -> Answer:
    """A fault in Meta's form."""
    del call
    if kind == "throttle":
        minutes = max(round(float(fault.get("seconds") or 60) / 60), 1)
        case = {"type": "ads_management", "call_count": 100, "total_cputime": 25, "total_time": 25}
        usage = {"1042": [{**case, "estimated_time_to_regain_access": minutes}]}
        text = "There have been too many calls to this ad-account. Wait a bit and try again."
        answer = _error(80004, 2446079, text).answer
        return Answer(400, answer.body, {"X-Business-Use-Case-Usage": json.dumps(usage)})
    if kind == "end_version":
        text = f"You are calling a deprecated version of the Ads API. Please update from {VERSION}."
        return _error(2635, None, text).answer
    return _error(2, None, "An unexpected error has occurred. Please retry later.", 500).answer


def answer(world: World, state: dict[str, Any], call: Call, *, hidden: bool) -> Answer:
    """The answer to one call. Raises ``Refused``."""
    version, _, path = call.path.lstrip("/").partition("/")
    if not re.fullmatch(r"v\d+\.\d", version):
        raise _error(2500, None, "Unknown path components")
    if version != VERSION:
        raise fault_as_refusal()
    given = call.parameters
    token = call.bearer or given.get("access_token", "")
    if not token:
        raise _error(2500, None, "An active access token must be used to query information.")
    if token in state["expired_tokens"]:
        text = "Error validating access token: Session has expired."
        raise _error(190, 463, text, kind="OAuthException")
    if token not in state["seen_tokens"]:
        state["seen_tokens"].append(token)
    place, _, edge = path.partition("/")
    if place == "search" and call.method == "GET" and given.get("type") == "adlocale":
        return _page(meta_locales(given.get("q", "")), given)
    if place.startswith("act_"):
        if place != f"act_{state['account']['id']}":
            raise _error(200, None, "(#200) Ad account owner has NOT grant ads_management", 403)
        return _of_account(world, state, call.method, edge, given)
    return _of_object(world, state, call.method, path, given, hidden=hidden)


def fault_as_refusal() -> Refused:
    """A version that is over."""
    return Refused(fault_answer("end_version", {}, Call("GET", "/", "", {}, b"")))


def _of_account(
    world: World, state: dict[str, Any], method: str, edge: str, given: dict[str, str]
) -> Answer:
    if method == "GET" and not edge:
        account = state["account"]
        return Answer(200, {
            "id": f"act_{account['id']}",
            "currency": account["currency"],
            "account_status": 1 if account["status"] == "ACTIVE" else 2,
            "min_daily_budget": account["minimum"] or (1 if _offset(state) == 1 else 100),
        })  # fmt: skip
    if method == "GET" and edge == "campaigns":
        found = [_campaign(state, one) for one in state["campaigns"].values()]
        return _page([one for one in found if _fits(one, given)], given)
    makers: Mapping[str, Callable[[World, dict[str, Any], dict[str, str]], str]] = {
        "campaigns": _new_campaign,
        "adsets": _new_ad_set,
        "adcreatives": _new_creative,
        "ads": _new_ad,
    }
    if method != "POST" or edge not in makers:
        raise _error(2500, None, f"Unknown path components: /{edge}")
    made = makers[edge](world, state, given)
    if "validate_only" in given.get("execution_options", ""):
        raise Refused(Answer(200, {"success": True}))  # what was made is taken back
    return Answer(200, {"id": made, "success": True})


def _of_object(
    world: World,
    state: dict[str, Any],
    method: str,
    path: str,
    given: dict[str, str],
    *,
    hidden: bool,
) -> Answer:
    number, _, edge = path.partition("/")
    campaign, part = state["campaigns"].get(number), state["parts"].get(number)
    if campaign is None and part is None:
        text = f"Unsupported request. Object with ID '{number}' does not exist."
        raise _error(100, 33, text)
    if method == "GET" and campaign and edge == "insights":
        return _page([] if hidden else _insights(world, campaign, given), given)
    if method == "GET" and campaign and edge == "ads":
        ads = parts(state, "ad", campaign=number)
        return _page(
            [{"id": a["id"], "name": a["name"], "status": a["status"]} for a in ads], given
        )
    if method == "GET" and campaign and not edge:
        return Answer(200, _campaign(state, campaign))
    if method == "DELETE":
        (campaign or part or {})["status"] = "DELETED"
        if campaign:
            campaign["runs"] = False
        return Answer(200, {"success": True})
    if method == "POST" and not edge:
        _changed(state, campaign or part or {}, given, is_campaign=campaign is not None)
        return Answer(200, {"success": True})
    raise _error(100, None, "Unsupported request.")


def _new_campaign(world: World, state: dict[str, Any], given: dict[str, str]) -> str:
    _required(given, "name", "objective", "special_ad_categories")
    if given["objective"] not in _OBJECTIVES:
        raise _error(100, None, "(#100) objective must be one of the following values: OUTCOME_…")
    if "daily_budget" not in given and "is_adset_budget_sharing_enabled" not in given:
        text = "(#100) is_adset_budget_sharing_enabled must be specified without campaign budget"
        raise _error(100, 4834011, text)
    budget = _units(state, given["daily_budget"]) if "daily_budget" in given else 0
    status = given.get("status", "ACTIVE")
    campaign = new_campaign(
        state, world.now(), name=given["name"], status=status, runs=status == "ACTIVE",
        budget=budget / _offset(state), units=budget, strategy=given.get("bid_strategy"),
    )  # fmt: skip
    return str(campaign["id"])


def _new_ad_set(world: World, state: dict[str, Any], given: dict[str, str]) -> str:
    del world
    _required(given, "name", "campaign_id", "billing_event", "optimization_goal", "targeting")
    campaign = state["campaigns"].get(given["campaign_id"])
    if campaign is None:
        raise _error(100, 1815166, "(#100) Invalid parameter: campaign_id")
    if campaign["units"] and ("daily_budget" in given or "lifetime_budget" in given):
        raise _error(100, 1885621, "You can only set an ad set budget or a campaign budget.")
    if "lifetime_budget" in given and "end_time" not in given:
        raise _error(100, 1487793, "End time is required for a lifetime budget.")
    targeting = json.loads(given["targeting"])
    countries = set(targeting.get("geo_locations", {}).get("countries", ()))
    if not set(targeting.get("locales", ())) <= META_LOCALES.keys():
        raise _error(100, 1487079, "(#100) Invalid locale in targeting.")
    if not countries:
        raise _error(100, 1885364, "You haven't selected any location.")
    if countries & _EU and not {"dsa_beneficiary", "dsa_payor"} <= given.keys():
        raise _error(100, 3858081, "No payor or beneficiary was specified.")
    if campaign["strategy"] == "LOWEST_COST_WITH_BID_CAP" and "bid_amount" not in given:
        raise _error(100, 1815857, "Bid amount required for the bid strategy.")
    part = new_part(
        state, "adset", campaign=campaign["id"], status=given.get("status", "ACTIVE"),
        bid=int(given["bid_amount"]) if "bid_amount" in given else None,
    )  # fmt: skip
    return str(part["id"])


def _new_creative(world: World, state: dict[str, Any], given: dict[str, str]) -> str:
    del world
    _required(given, "object_story_spec")
    story = json.loads(given["object_story_spec"])
    if not story.get("page_id") or not story.get("link_data", {}).get("link"):
        raise _error(100, 1443048, "object_story_spec is ill formed. Supplying page_id is needed.")
    return str(new_part(state, "creative", name=given.get("name", ""))["id"])


def _new_ad(world: World, state: dict[str, Any], given: dict[str, str]) -> str:
    del world
    _required(given, "name", "adset_id", "creative")
    ad_set = state["parts"].get(given["adset_id"])
    creative = state["parts"].get(json.loads(given["creative"]).get("creative_id", ""))
    if not ad_set or not creative:
        raise _error(100, 1487390, "Adcreative create failed. Please try again.")
    status = given.get("status", "ACTIVE")
    part = new_part(state, "ad", campaign=ad_set["campaign"], name=given["name"], status=status)
    return str(part["id"])


def _changed(
    state: dict[str, Any], one: dict[str, Any], given: dict[str, str], *, is_campaign: bool
) -> None:
    if "status" in given:
        one["status"] = given["status"]
    if not is_campaign:
        return
    one["runs"] = one["status"] == "ACTIVE"
    if "daily_budget" in given:
        one["units"] = _units(state, given["daily_budget"])
        one["budget"] = one["units"] / _offset(state)
    if "bid_strategy" in given:
        one["strategy"] = given["bid_strategy"]
    for number, amount in json.loads(given.get("adset_bid_amounts", "{}")).items():
        state["parts"][number]["bid"] = amount


def _campaign(state: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    sets = [
        {"id": part["id"], "status": part["status"]}
        | ({"bid_amount": part["bid"]} if part["bid"] is not None else {})
        for part in parts(state, "adset", campaign=one["id"])
    ]
    shown = {"id": one["id"], "name": one["name"], "status": one["status"]}
    if one["units"]:
        shown["daily_budget"] = str(one["units"])
    return shown | ({"adsets": {"data": sets}} if sets else {})


def _insights(world: World, campaign: dict[str, Any], given: dict[str, str]) -> list[Any]:
    span = json.loads(given.get("time_range", "{}"))
    rows, digits = [], digits_of(campaign["currency"])
    for day, one in world.days_of(campaign).items():
        if not span.get("since", "") <= str(day) <= span.get("until", "9"):
            continue
        row = {
            "date_start": str(day), "date_stop": str(day),
            "account_currency": campaign["currency"],
            "impressions": str(one["impressions"]), "clicks": str(one["clicks"]),
            "spend": f"{one['spend']:.{digits}f}",
        }  # fmt: skip
        if one["conversions"]:
            count = str(one["conversions"])
            actions = ("offsite_conversion.fb_pixel_lead", "lead", "link_click")
            row["actions"] = [{"action_type": name, "value": count} for name in actions]
            bought = ("omni_purchase", "offsite_conversion.fb_pixel_purchase")
            value = f"{one['revenue']:.{digits}f}"
            row["action_values"] = [{"action_type": name, "value": value} for name in bought]
        rows.append(row)
    return rows


def _page(found: list[Any], given: dict[str, str]) -> Answer:
    start, limit = int(given.get("after") or 0), int(given.get("limit") or 25)
    body: dict[str, Any] = {"data": found[start : start + limit]}
    if found:
        body["paging"] = {"cursors": {"before": str(start), "after": str(start + limit)}}
        if start + limit < len(found):
            body["paging"]["next"] = "https://graph.facebook.com/next"
    return Answer(200, body)


def _fits(one: dict[str, Any], given: dict[str, str]) -> bool:
    return all(
        rule["operator"] != "CONTAIN" or rule["value"] in one[rule["field"]]
        for rule in json.loads(given.get("filtering", "[]"))
    )


def _required(given: dict[str, str], *names: str) -> None:
    for name in names:
        if name not in given:
            raise _error(100, None, f"(#100) The parameter {name} is required")


def _units(state: dict[str, Any], text: str) -> int:
    if not text.isdigit():
        raise _error(100, None, "(#100) Param daily_budget must be an integer")
    if int(text) < (state["account"]["minimum"] or (1 if _offset(state) == 1 else 100)):
        raise _error(100, 1885272, "Your budget is too low.")
    return int(text)


def _offset(state: dict[str, Any]) -> int:
    return 1 if state["account"]["currency"] in _WHOLE_UNITS else 100


def _error(
    code: int, subcode: int | None, text: str, status: int = 400, kind: str = "OAuthException"
) -> Refused:
    error: dict[str, Any] = {"message": text, "type": kind, "code": code, "fbtrace_id": "stand-in"}
    if subcode is not None:
        error["error_subcode"] = subcode
    return Refused(Answer(status, {"error": error}))

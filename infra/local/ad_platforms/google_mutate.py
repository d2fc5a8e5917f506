"""Mutates of the stand-in of Google Ads: all of a request's operations, or none."""

from typing import Any

from infra.local.ad_platforms.delivery import digits_of
from infra.local.ad_platforms.google_query import camel
from infra.local.ad_platforms.languages import GOOGLE_LANGUAGES
from infra.local.ad_platforms.wire import Answer, Call, Refused
from infra.local.ad_platforms.world import World, new_campaign, new_id, new_part

_BIDDING = {
    "targetSpend",
    "maximizeConversions",
    "maximizeConversionValue",
    "manualCpc",
    "targetCpa",
}
_COLLECTIONS = {
    "campaignBudget": "campaignBudgets",
    "campaign": "campaigns",
    "campaignCriterion": "campaignCriteria",
    "adGroup": "adGroups",
    "adGroupCriterion": "adGroupCriteria",
    "adGroupAd": "adGroupAds",
}
_MOST_OPERATIONS = 10_000


class _Mutation:
    """One request on its way; ``made`` are real ids by the temporary ones."""

    def __init__(self, world: World, state: dict[str, Any], call: Call) -> None:
        self.now, self.state, self.call = world.now(), state, call
        self.made: dict[str, str] = {}
        self.budgets: dict[str, float] = {}

    def refused(self, kind: str, code: str, text: str, at: str = "") -> Refused:
        from infra.local.ad_platforms.google import refusal

        return Refused(refusal(self.call, 400, "INVALID_ARGUMENT", kind, code, text, at=at))

    def real(self, resource: str) -> str:
        """The id that a resource's name ends with; a temporary one's real id."""
        number = resource.rpartition("/")[2].rpartition("~")[2]
        return self.made.get(resource, number)

    def required(self, given: dict[str, Any], kind: str, *names: str) -> None:
        for name in names:
            if given.get(name) in (None, "", []):
                text = "The required field was not present."
                at = f"mutate_operations.{kind}_operation.create.{name}"
                raise self.refused("fieldError", "REQUIRED", text, at)

    def create_campaign_budget(self, given: dict[str, Any]) -> str:
        self.required(given, "campaign_budget", "amountMicros")
        budget_id = new_id(self.state)
        self.budgets[budget_id] = self.amount(given["amountMicros"])
        return budget_id

    def create_campaign(self, given: dict[str, Any]) -> str:
        self.required(
            given, "campaign", "name", "advertisingChannelType", "campaignBudget",
            "containsEuPoliticalAdvertising",
        )  # fmt: skip
        if not _BIDDING & given.keys():
            text = "The required field was not present."
            raise self.refused("fieldError", "REQUIRED", text, "campaign.campaign_bidding_strategy")
        there = self.state["campaigns"].values()
        if any(one["name"] == given["name"] and one["status"] != "REMOVED" for one in there):
            text = "The campaign name is already being used by another campaign."
            raise self.refused("campaignError", "DUPLICATE_CAMPAIGN_NAME", text, "campaign.name")
        budget_id = self.real(given["campaignBudget"])
        if budget_id not in self.budgets:
            text = "The campaign budget was not found."
            raise self.refused("mutateError", "RESOURCE_NOT_FOUND", text)
        status = given.get("status", "ENABLED")
        campaign = new_campaign(
            self.state, self.now, name=given["name"], status=status, runs=status == "ENABLED",
            budget=self.budgets[budget_id], budget_id=budget_id,
            ceiling=given.get("targetSpend", {}).get("cpcBidCeilingMicros"),
        )  # fmt: skip
        return str(campaign["id"])

    def create_campaign_criterion(self, given: dict[str, Any]) -> str:
        self.required(given, "campaign_criterion", "campaign")
        spoken = given.get("language", {}).get("languageConstant")
        if spoken and spoken not in {
            f"languageConstants/{one}" for one in GOOGLE_LANGUAGES.values()
        }:
            text = "The language cannot be targeted."
            raise self.refused("criterionError", "INVALID_LANGUAGE_CODE", text, "language")
        return new_id(self.state)

    def create_ad_group(self, given: dict[str, Any]) -> str:
        self.required(given, "ad_group", "name", "campaign")
        campaign, status = self.real(given["campaign"]), given.get("status", "ENABLED")
        part = new_part(self.state, "ad_group", campaign=campaign, status=status)
        return str(part["id"])

    def create_ad_group_criterion(self, given: dict[str, Any]) -> str:
        self.required(given, "ad_group_criterion", "adGroup", "keyword")
        return new_id(self.state)

    def create_ad_group_ad(self, given: dict[str, Any]) -> str:
        self.required(given, "ad_group_ad", "adGroup", "ad")
        ad = given["ad"]
        self.required(ad, "ad_group_ad.ad", "finalUrls", "responsiveSearchAd")
        search = ad["responsiveSearchAd"]
        for name, least, most, longest in (("headlines", 3, 15, 30), ("descriptions", 2, 4, 90)):
            lines = [one["text"] for one in search.get(name, ())]
            if not least <= len(lines) <= most:
                text = f"{name}: too few or too many."
                raise self.refused("collectionSizeError", "TOO_FEW", text, f"ad.{name}")
            if any(len(line) > longest for line in lines):
                raise self.refused("adError", "LINE_TOO_WIDE", f"{name}: too long.", f"ad.{name}")
        group = self.real(given["adGroup"])
        campaign = self.state["parts"].get(group, {}).get("campaign")
        if campaign is None:
            raise self.refused("mutateError", "RESOURCE_NOT_FOUND", "The ad group was not found.")
        part = new_part(
            self.state, "ad_group_ad", campaign=campaign, group=group,
            status=given.get("status", "ENABLED"), parameters=ad.get("urlCustomParameters", []),
        )  # fmt: skip
        return f"{group}~{part['id']}"

    def change(self, kind: str, operation: dict[str, Any]) -> str:
        given, mask = operation["update"], operation.get("updateMask", "").split(",")
        number = self.real(given["resourceName"])
        changed = {one: _at(given, one) for one in mask if one}
        if kind == "campaignBudget":
            there = [one for one in self.state["campaigns"].values() if one["budget_id"] == number]
            for one in there:
                one["budget"] = self.amount(changed["amount_micros"])
        elif kind == "campaign":
            there = [one for one in self.state["campaigns"].values() if one["id"] == number]
            for one in there:
                if "status" in changed:
                    one |= {"status": changed["status"], "runs": changed["status"] == "ENABLED"}
                if (ceiling := "target_spend.cpc_bid_ceiling_micros") in changed:
                    one["ceiling"] = changed[ceiling]
        else:
            there = [self.state["parts"][number]] if number in self.state["parts"] else []
            for one in there:
                one["status"] = changed["status"]
        if not there:
            raise self.refused("mutateError", "RESOURCE_NOT_FOUND", "The resource was not found.")
        return number

    def amount(self, micros: Any) -> float:
        """An amount in the currency's units, of a multiple of its smallest unit."""
        currency = self.state["account"]["currency"]
        step = 10 ** (6 - digits_of(currency))
        if not isinstance(micros, str):
            raise self.refused("requestError", "INVALID_INPUT", "int64 is a string in JSON.")
        if int(micros) <= 0 or int(micros) % step:
            code = "NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT"
            raise self.refused("campaignBudgetError", code, "Not a multiple.", "amount_micros")
        return int(micros) / 10**6


def mutate(world: World, state: dict[str, Any], call: Call, customer: str) -> Answer:
    """The results of a request's operations. Raises ``Refused``, after which nothing was done."""
    operations = call.document.get("mutateOperations", [])
    mutation, results = _Mutation(world, state, call), []
    if not operations or len(operations) > _MOST_OPERATIONS:
        text = "Too many mutate operations in the request."
        raise mutation.refused("mutateError", "TOO_MANY_MUTATE_OPERATIONS", text)
    for one in operations:
        ((name, operation),) = one.items()
        kind = name.removesuffix("Operation")
        if kind not in _COLLECTIONS:
            raise mutation.refused("requestError", "UNKNOWN", f"Unknown operation {name}.")
        if "create" in operation:
            given = operation["create"]
            number = getattr(mutation, f"create_{_snake(kind)}")(given)
            mutation.made[given.get("resourceName", "")] = number.rpartition("~")[2]
        else:
            number = mutation.change(kind, operation)
        resource = f"customers/{customer}/{_COLLECTIONS[kind]}/{number}"
        results.append({f"{kind}Result": {"resourceName": resource}})
    if call.document.get("validateOnly"):
        raise Refused(Answer(200, {}))  # what was made is taken back
    return Answer(200, {"mutateOperationResponses": results})


def _at(given: dict[str, Any], path: str) -> Any:
    found: Any = given
    for name in path.split("."):
        found = found.get(camel(name)) if isinstance(found, dict) else None
    return found


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)

"""LinkedIn behind the port: one campaign group with one campaign of sponsored content.

Names are not unique there, and a campaign takes several requests: each part is looked up by its name
before it is made, and the campaign is a draft until all its ads are there.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from baton.campaigns.ads.adapter import PlacedAd, PlatformAdapter
from baton.campaigns.ads.client import Request, document_of, json_body
from baton.campaigns.ads.faults import ErrorAction, PlatformFault
from baton.campaigns.ads.linkedin import requests
from baton.campaigns.ads.model import (
    Account,
    AdCreative,
    CampaignKey,
    CampaignPlan,
    DayReading,
    PlatformCampaign,
    PlatformStatus,
    Readings,
)
from baton.campaigns.ads.units import from_decimal, known
from baton.campaigns.brief import Platform
from baton.core.money import Money
from baton.resilience.outgoing_http import HttpAnswer

_GONE = ("REMOVED", "PENDING_DELETION", "CANCELED", "ARCHIVED")
_MOST_PAGES = 50
_NOTHING_SHOWN = (
    "linkedin shows no days: either nothing was delivered, or Baton may not read the account's reports "
    "(r_ads_reporting)"
)


class LinkedInAds(PlatformAdapter):
    """See ``AdPlatform``."""

    name = Platform.LINKEDIN

    def _account_now(self) -> Account:
        given = self._get(self._account)
        currency = str(given["currency"])
        status = given.get("status", "ACTIVE")
        return Account(
            currency=currency,
            minimum=self._least(currency),
            closed=None if status == "ACTIVE" else f"the account is {status}",
        )

    def step(self, currency: str) -> int:
        """See ``AdPlatform``: the currency's own smallest unit."""
        known(currency)
        return 1

    def _try(self, plan: CampaignPlan) -> None:
        """LinkedIn tries nothing out; it is asked for the countries and titles."""
        self._facets(plan)

    def find(self, key: CampaignKey) -> PlatformCampaign | None:
        """See ``AdPlatform``."""
        there = self._named("adCampaigns", key.name)
        return self._campaign(there) if there else None

    def _complete(self, plan: CampaignPlan, external_id: str) -> None:
        """The campaign is a draft no more at last."""
        there = self.creatives(external_id)
        for creative in plan.creatives:
            if creative.key not in there:
                self._add(external_id, creative)
        self._set(external_id, {"status": "PAUSED"})

    def _discard(self, external_id: str) -> None:
        self._send("DELETE", f"{self._account}/adCampaigns/{external_id}", write=True)

    def read(self, external_id: str) -> PlatformCampaign | None:
        """See ``AdPlatform``."""
        given = self._get(f"{self._account}/adCampaigns/{external_id}")
        return None if given["status"] in _GONE else self._campaign(given)

    def _set_status(self, external_id: str, *, runs: bool) -> None:
        self._set(external_id, {"status": "ACTIVE" if runs else "PAUSED"})

    def set_daily_budget(self, external_id: str, budget: Money) -> None:
        """See ``AdPlatform``."""
        self._set(external_id, {"dailyBudget": requests.money(budget)})

    def set_bid(self, external_id: str, bid: Money) -> None:
        """See ``AdPlatform``."""
        self._set(external_id, requests.bidding(bid))

    def _stop_ad(self, place: str) -> None:
        self._set(quote(place, safe=""), {"intendedStatus": "PAUSED"}, "creatives")

    def _days(self, external_id: str, since: date, until: date) -> Readings:
        """Nothing at all may also mean that Baton may not see it."""
        given = self._get(requests.days(_urn("sponsoredCampaign", external_id), since, until))
        told_on, currency = self._client.told_on, self._currency
        read = [_day(row, currency) for row in given.get("elements", ())]
        days = sorted((one for one in read if one), key=lambda one: one.day)
        doubt = None if days else _NOTHING_SHOWN
        return Readings(currency=currency, days=tuple(days), doubt=doubt, told_on=told_on)

    def _begin(self, plan: CampaignPlan) -> str:
        account = self._account_urn
        there = self._named("adCampaignGroups", plan.key.name)
        group = there and str(there["id"])
        group = group or self._made("adCampaignGroups", requests.group(plan, account))
        urn = _urn("sponsoredCampaignGroup", group)
        return self._made("adCampaigns", requests.campaign(plan, account, urn, self._facets(plan)))

    def _facets(self, plan: CampaignPlan) -> dict[str, list[str]]:
        """Whom the campaign is shown to, as LinkedIn names them."""
        names = requests.country_names()
        countries = [names.get(code, code) for code in plan.audience.countries]
        wanted = {requests.LOCATIONS: countries, requests.TITLES: plan.audience.titles}
        return {
            facet: [self._entity(facet, one) for one in several]
            for facet, several in wanted.items()
            if several
        }

    def _entity(self, facet: str, name: str) -> str:
        given = self._get(requests.typeahead(facet, name))
        for one in given.get("elements", ()):
            if one["name"].casefold() == name.casefold():
                return str(one["urn"])
        raise PlatformFault(ErrorAction.PERMANENT, f"linkedin cannot target {name[:80]!r}")

    def _add(self, external_id: str, creative: AdCreative) -> None:
        author = _urn("organization", self._client.credentials()["organization_id"])
        campaign = _urn("sponsoredCampaign", external_id)
        made = requests.creative(creative, self._account_urn, campaign, author)
        path = f"{self._account}/creatives?action=createInline"
        self._send("POST", path, made, doing="ACTION", write=True)

    def _campaign(self, given: Mapping[str, Any]) -> PlatformCampaign:
        status = given["status"]
        return PlatformCampaign(
            external_id=str(given["id"]),
            status=PlatformStatus.ACTIVE if status == "ACTIVE" else PlatformStatus.PAUSED,
            daily_budget=_money(given.get("dailyBudget")),
            bid=_money(given.get("unitCost")),
            whole=status != "DRAFT",
        )

    def _least(self, currency: str) -> Money | None:
        priced = self._get(requests.pricing(self._account_urn)).get("elements", ())
        limits = (one.get("dailyBudgetLimits", {}).get("min", {}) for one in priced)
        return _money(next((one for one in limits if one.get("currencyCode") == currency), None))

    def _named(self, what: str, name: str) -> dict[str, Any] | None:
        found = self._all(f"{self._account}/{requests.by_name(what, name)}")
        own = (one for one in found if one["name"] == name and one["status"] not in _GONE)
        return next(own, None)

    def _ads(self, external_id: str) -> list[PlacedAd]:
        urn = _urn("sponsoredCampaign", external_id)
        return [
            PlacedAd(one.get("name", ""), one["id"], one["intendedStatus"] == "ACTIVE")
            for one in self._all(f"{self._account}/{requests.creatives_of(urn)}")
        ]

    def _all(self, path: str) -> Iterable[dict[str, Any]]:
        token = ""
        for _ in range(_MOST_PAGES):
            given = self._get(path + token)
            yield from given.get("elements", ())
            following = given.get("metadata", {}).get("nextPageToken")
            if not following:
                return
            token = f"&pageToken={quote(following, safe='')}"

    @property
    def _account(self) -> str:
        return f"/rest/adAccounts/{self._client.credentials()['account_id']}"

    @property
    def _account_urn(self) -> str:
        return _urn("sponsoredAccount", self._client.credentials()["account_id"])

    def _set(self, number: str, fields: dict[str, Any], what: str = "adCampaigns") -> None:
        path, patch = f"{self._account}/{what}/{number}", {"patch": {"$set": fields}}
        self._send("POST", path, patch, doing="PARTIAL_UPDATE", write=True)

    def _made(self, what: str, document: dict[str, Any]) -> str:
        """The id of what was made, which only a header has."""
        answer = self._send("POST", f"{self._account}/{what}", document, write=True)
        return answer.headers["x-restli-id"].rpartition(":")[2]

    def _get(self, path: str) -> dict[str, Any]:
        return document_of(self._send("GET", path))

    def _send(
        self,
        method: str,
        path: str,
        document: dict[str, Any] | None = None,
        *,
        doing: str = "",
        write: bool = False,
    ) -> HttpAnswer:
        body = json_body(document) if document else None

        def request(token: str) -> Request:
            headers = {
                "authorization": f"Bearer {token}",
                "linkedin-version": self._version,
                "x-restli-protocol-version": "2.0.0",
                **({"content-type": "application/json"} if body else {}),
                **({"x-restli-method": doing} if doing else {}),
            }
            return Request(method, path, body, headers, write)

        return self._client.send(request)


def _urn(kind: str, number: str) -> str:
    return f"urn:li:{kind}:{number}"


def _money(given: Mapping[str, str] | None) -> Money | None:
    if not given:
        return None
    currency = given["currencyCode"]
    return Money(amount=from_decimal(given["amount"], currency), currency=currency)


def _day(row: Mapping[str, Any], currency: str) -> DayReading | None:
    """A day; one that lacks what was delivered, or its cost, is unknown."""
    if not {"impressions", "clicks", "costInLocalCurrency"} <= row.keys():
        return None
    leads, website = row.get("oneClickLeads"), row.get("externalWebsiteConversions")
    value = row.get("conversionValueInLocalCurrency")
    known_parts = [float(one) for one in (leads, website) if one is not None]
    return DayReading(
        day=date(**row["dateRange"]["start"]),
        impressions=row["impressions"],
        clicks=row["clicks"],
        spend=from_decimal(row["costInLocalCurrency"], currency),
        conversions=sum(known_parts) if known_parts else None,
        leads=sum(known_parts) if known_parts else None,
        revenue=None if value is None else from_decimal(value, currency),
    )

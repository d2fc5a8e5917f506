"""Google Ads behind the port: one search campaign with one ad group.

A campaign is made by one request, all or nothing, and its name is unique in the account: a repeat is
refused as a duplicate, which the look-up by name then finds.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from baton.campaigns.ads.adapter import PlacedAd, PlatformAdapter
from baton.campaigns.ads.client import Request, json_body, json_of
from baton.campaigns.ads.faults import ErrorAction, PlatformFault
from baton.campaigns.ads.google import requests
from baton.campaigns.ads.languages import names_of
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
from baton.campaigns.ads.units import from_micros, known, to_micros
from baton.campaigns.brief import Platform
from baton.core.money import Money

_STATUS = {"ENABLED": PlatformStatus.ACTIVE, "REMOVED": PlatformStatus.REMOVED}
_DUPLICATE = "DUPLICATE_CAMPAIGN_NAME"


class GoogleAds(PlatformAdapter):
    """See ``AdPlatform``."""

    name = Platform.GOOGLE

    def _account_now(self) -> Account:
        """Google tells no least budget."""
        asked = "SELECT customer.currency_code, customer.status FROM customer"
        customer = self._rows(asked)[0]["customer"]
        status = customer.get("status", "ENABLED")
        closed = None if status == "ENABLED" else f"the account is {status}"
        return Account(currency=customer["currencyCode"], closed=closed)

    def step(self, currency: str) -> int:
        """See ``AdPlatform``: the currency's own smallest unit."""
        known(currency)
        return 1

    def _try(self, plan: CampaignPlan) -> None:
        try:
            self._mutate(self._operations(plan), validate=True)
        except PlatformFault as fault:
            if fault.code != _DUPLICATE:
                raise

    def find(self, key: CampaignKey) -> PlatformCampaign | None:
        """See ``AdPlatform``."""
        return self._campaign(requests.campaign_by_key(key))

    def _begin(self, plan: CampaignPlan) -> str:
        try:
            results = self._mutate(self._operations(plan))
        except PlatformFault as fault:
            there = self.find(plan.key) if fault.code == _DUPLICATE else None
            if there is None:
                raise
            return there.external_id
        (made,) = [one["campaignResult"] for one in results if "campaignResult" in one]
        return str(made["resourceName"]).rpartition("/")[2]

    def _complete(self, plan: CampaignPlan, external_id: str) -> None:
        """One request has made all of it."""

    def _discard(self, external_id: str) -> None:
        """Nothing is ever left."""

    def read(self, external_id: str) -> PlatformCampaign | None:
        """See ``AdPlatform``."""
        return self._campaign(requests.campaign_by_id(external_id))

    def _set_status(self, external_id: str, *, runs: bool) -> None:
        status = "ENABLED" if runs else "PAUSED"
        at = self._at(external_id)
        self._mutate([requests.update("campaign", at, "status", status=status)])

    def set_daily_budget(self, external_id: str, budget: Money) -> None:
        """See ``AdPlatform``. The budget is a resource of its own."""
        row = self._one(requests.campaign_by_id(external_id), "campaign", external_id)
        resource = row["campaignBudget"]["resourceName"]
        micros = str(to_micros(budget))
        self._mutate(
            [requests.update("campaignBudget", resource, "amount_micros", amountMicros=micros)]
        )

    def set_bid(self, external_id: str, bid: Money) -> None:
        """See ``AdPlatform``."""
        self._mutate([requests.new_bid(self._at(external_id), bid)])

    def _add(self, external_id: str, creative: AdCreative) -> None:
        row = self._one(requests.group(external_id), "ad group of campaign", external_id)
        self._mutate([requests.new_ad(row["adGroup"]["resourceName"], creative)])

    def _stop_ad(self, place: str) -> None:
        self._mutate([requests.update("adGroupAd", place, "status", status="PAUSED")])

    def _days(self, external_id: str, since: date, until: date) -> Readings:
        """A day without delivery is not reported."""
        rows = self._rows(requests.days(external_id, since, until))
        told_on = self._client.told_on
        currency = rows[0]["customer"]["currencyCode"] if rows else self._currency
        days = sorted((_day(row, currency) for row in rows), key=lambda one: one.day)
        return Readings(currency=currency, days=tuple(days), told_on=told_on)

    def _operations(self, plan: CampaignPlan) -> list[dict[str, Any]]:
        countries, languages = plan.audience.countries, names_of(self.name, plan.languages)
        locations = self._targets(requests.countries(countries), "countryCode", countries)
        spoken = self._targets(requests.language_constants(languages), "code", languages)
        return requests.creation(self._customer, plan, locations, spoken)

    def _targets(self, query: str, code: str, wanted: Sequence[str]) -> list[str]:
        """The resources of what is to be targeted, by their codes."""
        rows = [one for row in self._rows(query) for one in row.values()]
        found = {one[code]: one["resourceName"] for one in rows}
        if missing := set(wanted) - set(found):
            raise PlatformFault(
                ErrorAction.PERMANENT, f"google cannot target {', '.join(sorted(missing))}"
            )
        return [found[one] for one in wanted]

    def _campaign(self, query: str) -> PlatformCampaign | None:
        rows = self._rows(query)
        if not rows:
            return None
        campaign, budget = rows[0]["campaign"], rows[0].get("campaignBudget", {})
        ceiling = campaign.get("targetSpend", {}).get("cpcBidCeilingMicros")
        return PlatformCampaign(
            external_id=campaign["id"],
            status=_STATUS.get(campaign["status"], PlatformStatus.PAUSED),
            daily_budget=self._money(budget.get("amountMicros")),
            bid=self._money(ceiling),
        )

    def _money(self, micros: str | None) -> Money | None:
        if micros is None:
            return None
        currency = self._currency
        return Money(amount=from_micros(int(micros), currency), currency=currency)

    def _ads(self, external_id: str) -> list[PlacedAd]:
        rows = [row["adGroupAd"] for row in self._rows(requests.ads(external_id))]
        return [PlacedAd(_key(ad), ad["resourceName"], ad["status"] == "ENABLED") for ad in rows]

    def _one(self, query: str, what: str, external_id: str) -> dict[str, Any]:
        rows = self._rows(query)
        if not rows:
            raise PlatformFault(ErrorAction.PERMANENT, f"google has no {what} {external_id}")
        return rows[0]

    def _at(self, external_id: str) -> str:
        return f"customers/{self._customer}/campaigns/{int(external_id)}"

    @property
    def _customer(self) -> str:
        return self._client.credentials()["customer_id"].replace("-", "")

    def _rows(self, query: str) -> list[dict[str, Any]]:
        """A stream comes as an array of batches."""
        answer = self._client.send(self._asked("searchStream", {"query": query}))
        batches = json_of(answer)
        if not isinstance(batches, list):
            raise PlatformFault(ErrorAction.RETRY, "google answers in another form")
        return [row for batch in batches for row in batch.get("results", ())]

    def _mutate(
        self, operations: Sequence[Mapping[str, Any]], *, validate: bool = False
    ) -> list[dict[str, Any]]:
        asked: dict[str, Any] = {"mutateOperations": operations}
        if validate:
            asked["validateOnly"] = True
        answer = self._client.send(self._asked("mutate", asked, write=not validate))
        given = json_of(answer) or {}
        return list(given.get("mutateOperationResponses", ()))

    def _asked(self, method: str, document: object, *, write: bool = False) -> Any:
        body = json_body(document)
        path = f"/{self._version}/customers/{self._customer}/googleAds:{method}"

        def request(token: str) -> Request:
            given = self._client.credentials()
            headers = {
                "authorization": f"Bearer {token}",
                "developer-token": given["developer_token"],
                "content-type": "application/json",
            }
            if manager := given.get("login_customer_id", "").replace("-", ""):
                headers["login-customer-id"] = manager
            return Request("POST", path, body, headers, write)

        return request


def _day(row: Mapping[str, Any], currency: str) -> DayReading:
    metrics = row["metrics"]
    value = metrics.get("conversionsValue")
    return DayReading(
        day=date.fromisoformat(row["segments"]["date"]),
        impressions=int(metrics["impressions"]),
        clicks=int(metrics["clicks"]),
        spend=from_micros(int(metrics["costMicros"]), currency),
        conversions=metrics.get("conversions"),
        revenue=None if value is None else from_micros(round(value * 10**6), currency),
    )


def _key(ad: Mapping[str, Any]) -> str:
    given = ad["ad"].get("urlCustomParameters", ())
    return next((one["value"] for one in given if one["key"] == requests.KEY_PARAMETER), "")

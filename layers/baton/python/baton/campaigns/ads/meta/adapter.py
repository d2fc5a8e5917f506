"""Meta's Graph API behind the port: one campaign with one ad set, the budget on the campaign.

Names are not unique there, and a campaign takes several requests: each part is looked up by its name
before it is made, and the ad set is paused until all ads are there.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from baton.campaigns.ads.adapter import PlacedAd, PlatformAdapter
from baton.campaigns.ads.client import Request, document_of
from baton.campaigns.ads.faults import ErrorAction, PlatformFault
from baton.campaigns.ads.languages import names_of
from baton.campaigns.ads.meta import requests
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
from baton.campaigns.ads.units import from_decimal, from_meta, meta_step, to_meta
from baton.campaigns.brief import Platform
from baton.core.money import Money

_OPEN = 1
_GONE = ("DELETED", "ARCHIVED")
_MOST_PAGES = 50


class MetaAds(PlatformAdapter):
    """See ``AdPlatform``."""

    name = Platform.META

    def _account_now(self) -> Account:
        fields = {"fields": "currency,account_status,min_daily_budget"}
        given = self._get(self._account, fields)
        currency = str(given["currency"])
        status = int(given.get("account_status", _OPEN))
        return Account(
            currency=currency,
            minimum=_money(given.get("min_daily_budget"), currency),
            closed=None if status == _OPEN else f"the account has the status {status}",
        )

    def step(self, currency: str) -> int:
        """See ``AdPlatform``."""
        return meta_step(currency)

    def _try(self, plan: CampaignPlan) -> None:
        """Only the campaign itself can be tried; and whether its languages are known."""
        self._locales(plan)
        tried = {**requests.campaign(plan), "execution_options": ["validate_only"]}
        self._send("POST", f"{self._account}/campaigns", tried)

    def find(self, key: CampaignKey) -> PlatformCampaign | None:
        """See ``AdPlatform``."""
        asked = {"fields": requests.CAMPAIGN_FIELDS, "filtering": requests.of_key(key.value)}
        for one in self._all(f"{self._account}/campaigns", asked):
            if one["name"] == key.name and one["status"] not in _GONE:
                return self._campaign(one)
        return None

    def _begin(self, plan: CampaignPlan) -> str:
        return self._made(f"{self._account}/campaigns", requests.campaign(plan))

    def _discard(self, external_id: str) -> None:
        self._send("DELETE", external_id, {}, write=True)

    def read(self, external_id: str) -> PlatformCampaign | None:
        """See ``AdPlatform``."""
        return self._campaign(self._get(external_id, {"fields": requests.CAMPAIGN_FIELDS}))

    def _set_status(self, external_id: str, *, runs: bool) -> None:
        self._post(external_id, {"status": "ACTIVE" if runs else "PAUSED"})

    def set_daily_budget(self, external_id: str, budget: Money) -> None:
        """See ``AdPlatform``."""
        self._post(external_id, {"daily_budget": to_meta(budget)})

    def set_bid(self, external_id: str, bid: Money) -> None:
        """See ``AdPlatform``."""
        self._post(external_id, requests.new_bid(self._ad_set(external_id), bid))

    def _stop_ad(self, place: str) -> None:
        self._post(place, {"status": "PAUSED"})

    def _days(self, external_id: str, since: date, until: date) -> Readings:
        """A day without delivery is not reported."""
        asked = {
            "fields": requests.DAY_FIELDS,
            "time_increment": "1",
            "time_range": requests.span(since, until),
        }
        rows = list(self._all(f"{external_id}/insights", asked))
        told_on = self._client.told_on
        currency = rows[0]["account_currency"] if rows else self._currency
        days = sorted((_day(row, currency) for row in rows), key=lambda one: one.day)
        return Readings(currency=currency, days=tuple(days), told_on=told_on)

    def _complete(self, plan: CampaignPlan, external_id: str) -> None:
        """The ad set is made active last."""
        sets = self._sets(external_id)
        if sets:
            ad_set_id = str(sets[0]["id"])
        else:
            made = requests.ad_set(plan, external_id, self._locales(plan))
            ad_set_id = self._made(f"{self._account}/adsets", made)
        there = {ad.key for ad in self._ads(external_id)}
        for creative in plan.creatives:
            if creative.key not in there:
                self._add_to(ad_set_id, creative)
        self._post(ad_set_id, {"status": "ACTIVE"})

    def _locales(self, plan: CampaignPlan) -> list[int]:
        """Those of the plan's languages, as Meta numbers them."""
        found: list[int] = []
        for language in names_of(self.name, plan.languages):
            keys = requests.keys_of(language, self._all("search", requests.locales(language)))
            if not keys:
                raise PlatformFault(ErrorAction.PERMANENT, f"meta cannot target {language}")
            found += keys
        return found

    def _add(self, external_id: str, creative: AdCreative) -> None:
        self._add_to(self._ad_set(external_id), creative)

    def _add_to(self, ad_set_id: str, creative: AdCreative) -> None:
        page = self._client.credentials()["page_id"]
        creative_id = self._made(f"{self._account}/adcreatives", requests.creative(creative, page))
        self._made(f"{self._account}/ads", requests.ad(creative, ad_set_id, creative_id))

    def _campaign(self, given: Mapping[str, Any]) -> PlatformCampaign | None:
        if given["status"] in _GONE:
            return None
        sets = given.get("adsets", {}).get("data", ())
        return PlatformCampaign(
            external_id=given["id"],
            status=PlatformStatus(given["status"].lower()),
            daily_budget=_money(given.get("daily_budget"), self._currency),
            bid=_money(sets[0].get("bid_amount"), self._currency) if sets else None,
            whole=any(one["status"] == "ACTIVE" for one in sets),
        )

    def _sets(self, campaign_id: str) -> list[dict[str, Any]]:
        given = self._get(campaign_id, {"fields": requests.CAMPAIGN_FIELDS})
        return list(given.get("adsets", {}).get("data", ()))

    def _ad_set(self, campaign_id: str) -> str:
        sets = self._sets(campaign_id)
        if not sets:
            raise PlatformFault(
                ErrorAction.PERMANENT, f"meta has no ad set of the campaign {campaign_id}"
            )
        return str(sets[0]["id"])

    def _ads(self, external_id: str) -> list[PlacedAd]:
        found = self._all(f"{external_id}/ads", {"fields": requests.AD_FIELDS})
        return [PlacedAd(one["name"], one["id"], one["status"] == "ACTIVE") for one in found]

    @property
    def _account(self) -> str:
        return f"act_{self._client.credentials()['account_id'].removeprefix('act_')}"

    def _all(self, path: str, asked: dict[str, str]) -> Iterable[dict[str, Any]]:
        """Every page, by its cursor."""
        after: dict[str, str] = {}
        for _ in range(_MOST_PAGES):
            given = self._get(path, {**asked, "limit": "100", **after})
            yield from given.get("data", ())
            paging = given.get("paging", {})
            if not paging.get("next"):
                return
            after = {"after": paging["cursors"]["after"]}

    def _made(self, path: str, fields: dict[str, Any]) -> str:
        return str(self._post(path, fields)["id"])

    def _get(self, path: str, fields: dict[str, str]) -> dict[str, Any]:
        return self._send("GET", f"{path}?{urlencode(fields)}", {})

    def _post(self, path: str, fields: dict[str, Any]) -> dict[str, Any]:
        return self._send("POST", path, fields, write=True)

    def _send(
        self, method: str, path: str, fields: dict[str, Any], *, write: bool = False
    ) -> dict[str, Any]:
        body = urlencode(requests.form(fields)).encode() if fields else None
        where = f"/{self._version}/{path}"

        def request(token: str) -> Request:
            headers = {"authorization": f"Bearer {token}"}
            if fields:
                headers["content-type"] = "application/x-www-form-urlencoded"
            return Request(method, where, body, headers, write)

        return document_of(self._client.send(request))


def _money(units: str | int | None, currency: str) -> Money | None:
    return (
        None if units is None else Money(amount=from_meta(int(units), currency), currency=currency)
    )


def _day(row: Mapping[str, Any], currency: str) -> DayReading:
    """Meta leaves out what there was none of, and what nobody reports to it: of a day that has no action
    of ours, what it brought is unknown. A figure that stands on another day was none on this one.
    """
    leads = _first(row.get("actions", ()), requests.LEADS)
    purchases = _first(row.get("actions", ()), requests.PURCHASES)
    value = _first(row.get("action_values", ()), requests.PURCHASES)
    return DayReading(
        day=date.fromisoformat(row["date_start"]),
        impressions=int(row["impressions"]),
        clicks=int(row["clicks"]),
        spend=from_decimal(row["spend"], currency),
        conversions=None
        if leads is purchases is None
        else float(leads or 0) + float(purchases or 0),
        leads=None if leads is purchases is None else float(leads or 0),
        revenue=None if value is None else from_decimal(value, currency),
    )


def _first(actions: Iterable[Mapping[str, str]], kinds: Iterable[str]) -> str | None:
    """What the first of some action types that there is has: they tell the same again. ``None`` if there
    is none of them.
    """
    told = {one["action_type"]: one["value"] for one in actions}
    return next((told[kind] for kind in kinds if kind in told), None)

"""Accounts on the stand-ins of the ad platforms, as the adapters reach them."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from baton.campaigns.ads.client import HttpCall
from baton.campaigns.ads.connections import ConnectedPlatforms
from baton.campaigns.ads.model import (
    AdAudience,
    AdCreative,
    CampaignKey,
    CampaignPlan,
)
from baton.campaigns.ads.port import AdPlatform
from baton.campaigns.brief import Platform
from baton.campaigns.settings import CampaignSettings
from baton.core.money import Money
from baton.resilience.outgoing_http import HttpAnswer, NoAnswer
from infra.local.ad_platforms import control
from infra.local.ad_platforms.server import Server, answered
from infra.local.ad_platforms.wire import Call, Silence
from infra.local.ad_platforms.world import ACCOUNTS, World
from tests.fakes.platform.effects import FakeSecret

SECRETS = {
    "google": {
        "customer_id": "123-456-7890",
        "developer_token": "developer",
        "client_id": "client",
        "client_secret": "secret",
        "refresh_token": "refresh",
        "login_customer_id": "111-222-3333",
    },
    "meta": {"account_id": ACCOUNTS["meta"], "page_id": "77", "access_token": "EAAB"},
    "linkedin": {
        "account_id": ACCOUNTS["linkedin"],
        "organization_id": "88",
        "client_id": "client",
        "client_secret": "secret",
        "refresh_token": "refresh",
    },
}

SETTINGS = CampaignSettings(
    google_ads_secret="google", meta_ads_secret="meta", linkedin_ads_secret="linkedin"
)


class JsonSecrets:
    """Secrets by name, as JSON."""

    def named(self, name: str, *, variable: str | None = None) -> FakeSecret:
        del variable
        return FakeSecret(json.dumps(SECRETS[name]))


def in_process(world: World) -> HttpCall:
    """Calls of the stand-ins without a connection."""

    def call(
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float,
    ) -> HttpAnswer:
        del seconds
        target = url.removeprefix("http://stand-in")
        try:
            given = answered(world, Call.of(method, target, headers or {}, body or b""))
        except Silence as error:
            raise NoAnswer("no answer") from error
        text = b"" if given.body is None else json.dumps(given.body).encode()
        lowered = {name.lower(): value for name, value in given.headers.items()}
        return HttpAnswer(given.status, lowered, text)

    return call


class StandIns:
    """The stand-ins, served in this process; a virtual day passes only when it is skipped."""

    def __init__(self) -> None:
        self.world = World(None, day_seconds=86_400)
        self.server = Server(self.world)

    def direct(self, name: str) -> AdPlatform:
        """An adapter that reaches the stand-in without a connection."""
        settings = SETTINGS.model_copy(update={"ads_base_url": "http://stand-in"})
        found = ConnectedPlatforms(
            settings,
            JsonSecrets(),  # type: ignore[arg-type]
            sleep=lambda _: None,
            breaker=lambda _: None,
            http=in_process(self.world),
        ).to(Platform(name))
        assert found is not None
        return found

    def platforms(self, **changes: Any) -> ConnectedPlatforms:
        settings = SETTINGS.model_copy(update={"ads_base_url": self.server.url, **changes})
        return ConnectedPlatforms(
            settings,
            JsonSecrets(),  # type: ignore[arg-type]
            sleep=lambda _: None,
            breaker=lambda _: None,
        )

    def adapter(self, name: str) -> AdPlatform:
        found = self.platforms().to(Platform(name))
        assert found is not None
        return found

    def control(self, path: str, **given: Any) -> None:
        call = Call("POST", f"/_control/{path}", "", {}, json.dumps(given).encode())
        answer = control.answer(self.world, path, call)
        assert answer.status == 200, answer.body


@contextmanager
def served() -> Iterator[StandIns]:
    """The stand-ins while they answer."""
    stand_ins = StandIns()
    serving = threading.Thread(target=stand_ins.server.serve_forever, args=(0.01,), daemon=True)
    serving.start()
    try:
        yield stand_ins
    finally:
        stand_ins.server.shutdown()
        stand_ins.server.server_close()


def a_creative(key: str = "ad-1") -> AdCreative:
    return AdCreative(
        key=key,
        headlines=("Heat pumps for offices", "Half the bill", "Ask for an offer"),
        texts=("We install heat pumps in office buildings.", "An offer within two days."),
        link="https://heat.example/offer",
    )


def a_plan(
    key: str = "ad.1", *, amount: int = 5_000, currency: str = "USD", **changes: Any
) -> CampaignPlan:
    fields: dict[str, Any] = {
        "key": CampaignKey(value=key, title="Heat pumps, 'spring'"),
        "daily_budget": Money(amount=amount, currency=currency),
        "starts_on": date(2026, 11, 1),
        "ends_on": date(2026, 12, 31),
        "audience": AdAudience(
            countries=("DE", "US"), keywords=("heat pump office",), titles=("Facility Manager",)
        ),
        "creatives": (a_creative(f"{key}.a"), a_creative(f"{key}.b")),
        "beneficiary": "Heat Ltd",
    }
    return CampaignPlan(**(fields | changes))

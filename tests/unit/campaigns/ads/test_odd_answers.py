"""Whatever a platform answers, the adapters have no other word for it than their callers expect."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from baton.campaigns.ads.connections import ConnectedPlatforms
from baton.campaigns.ads.faults import PlatformFault
from baton.campaigns.ads.port import AdPlatform
from baton.campaigns.brief import Platform
from baton.core.errors import Unavailable
from baton.resilience.outgoing_http import HttpAnswer, in_its_form
from tests.contract.campaigns.ad_accounts import SETTINGS, JsonSecrets, a_plan
from tests.samples.odd_answers import NO_ANSWERS

CALLS: dict[str, Callable[[AdPlatform], object]] = {
    "account": lambda ads: ads.account(),
    "find": lambda ads: ads.find(a_plan().key),
    "create": lambda ads: ads.create(a_plan()),
    "read": lambda ads: ads.read("1"),
    "pause": lambda ads: ads.pause("1"),
    "creatives": lambda ads: ads.creatives("1"),
    "metrics": lambda ads: ads.metrics("1", date(2026, 3, 1), date(2026, 3, 2)),
}


def answering(body: bytes, status: int, headers: dict[str, str]) -> Any:
    def call(method: str, url: str, **_: Any) -> HttpAnswer:
        del method
        if "token" in url.lower():
            return HttpAnswer(200, {}, b'{"access_token": "a", "expires_in": "soon"}')
        return HttpAnswer(status, headers, body)

    return call


@pytest.mark.parametrize("name", list(Platform))
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("status", [200, 400, 500])
def test_an_odd_answer_is_a_fault_of_the_platform(name: Platform, call: str, status: int) -> None:
    usage = {"x-business-use-case-usage": '{"1": [{"estimated_time_to_regain_access": {}}]}'}
    for body in NO_ANSWERS:
        http = answering(body, status, usage)
        found = ConnectedPlatforms(SETTINGS, JsonSecrets(), lambda _: None, lambda _: None, http)  # type: ignore[arg-type]
        ads = found.to(name)
        assert ads is not None
        try:
            with in_its_form(name.value):
                CALLS[call](ads)
        except (PlatformFault, Unavailable) as fault:
            str(fault).encode()

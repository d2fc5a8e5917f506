"""An account at the stand-in of EasyPost, reached without a socket."""

import json
import time
from collections.abc import Mapping
from typing import Any

from baton.commerce.shipping.easypost import EasyPost
from baton.core.clock import Clock
from baton.resilience.outgoing_http import HttpAnswer, NoAnswer
from infra.local.ad_platforms.wire import Call, Silence
from infra.local.carriers.server import answered, new_world
from tests.fakes.platform.effects import FakeSecret
from tests.fakes.platform.faults import Faults

SECRET = '{"api_key": "EZTKlocal", "webhook_secret": "carrier_local"}'


class CarrierAccount:
    """The stand-in with its adapter."""

    def __init__(self, faults: Faults | None = None, clock: Clock | None = None) -> None:
        self.faults = faults or Faults()
        self.world = new_world(now=lambda: clock().timestamp() if clock else time.time())
        self.provider = EasyPost(FakeSecret(SECRET), sleep=lambda _: None, http=self.http)

    def control(self, path: str, **given: Any) -> None:
        """A call of the control page."""
        call = Call("POST", f"/_control/{path}", "", {}, json.dumps(given).encode())
        answer = answered(self.world, call)
        assert answer.status == 200, answer.body

    def fault(self, kind: str, *, on: str = "write", times: int = 1, match: str = "") -> None:
        """The next call meets it."""
        self.control("faults", kind=kind, on=on, times=times, match=match)

    def http(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float,
    ) -> HttpAnswer:
        """As ``http_call``, with the stand-in at every address."""
        del seconds
        target = url.removeprefix("https://api.easypost.com")
        place = target.partition("?")[0].strip("/").replace("/", "_")
        with self.faults.at(f"carriers.{method.lower()}_{place}"):
            return self._answered(method, target, body, headers)

    def _answered(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str] | None
    ) -> HttpAnswer:
        try:
            given = answered(self.world, Call.of(method, target, dict(headers or {}), body or b""))
        except Silence:
            raise NoAnswer("no answer") from None
        return HttpAnswer(given.status, dict(given.headers), json.dumps(given.body).encode())

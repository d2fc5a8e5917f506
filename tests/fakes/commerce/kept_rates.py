"""Rates that were offered before, in memory."""

from datetime import datetime

from baton.commerce.shipping.kept_rates import KEPT
from baton.commerce.shipping.port import RatedShipment
from tests.fakes.platform.transaction import Ground


class FakeKeptRates:
    """See ``baton.commerce.shipping.kept_rates.KeptRates``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, tuple[datetime, RatedShipment]] = {}

    def keep(self, key: str, rated: RatedShipment, now: datetime) -> None:
        with self._ground.faults.at("kept_rates.keep"), self._ground.lock:
            self.kept[key] = (now + KEPT, rated)

    def find(self, key: str, now: datetime) -> RatedShipment | None:
        with self._ground.faults.at("kept_rates.find"), self._ground.lock:
            until, rated = self.kept.get(key, (now, None))
            return rated if now < until else None

"""Circuits in memory."""

from baton.resilience.circuit import Circuit
from tests.fakes.platform.transaction import Ground


class FakeBreakers:
    """See ``baton.resilience.breaker.BreakerRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.circuits: dict[str, Circuit] = {}

    def read(self, dependency: str) -> Circuit:
        with self._ground.faults.at("breakers.read"), self._ground.lock:
            return self.circuits.get(dependency, Circuit())

    def swap(self, dependency: str, old: Circuit, new: Circuit) -> bool:
        with self._ground.faults.at("breakers.swap"), self._ground.lock:
            if self.circuits.get(dependency, Circuit()).version != old.version:
                return False
            self.circuits[dependency] = new
            return True

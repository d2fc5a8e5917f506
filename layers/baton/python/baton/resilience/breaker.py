"""Circuit breakers whose state all containers share."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Protocol

from baton.core.clock import Clock, Sleep
from baton.core.errors import Unavailable
from baton.core.observability import record
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.timestamps import moment_text
from baton.resilience.circuit import (
    Circuit,
    CircuitState,
    Limits,
    Refused,
    admit,
    after_failure,
    after_nothing,
    after_success,
)

CALM_FOR = timedelta(seconds=1)
"""How long a container goes by a circuit in which nothing had failed: at thousands of calls a second
each would otherwise read the one item. So long others may still call what has just been left alone."""

ATTEMPTS = 8
"""How often a change is tried when others change the same circuit."""


class BreakerRepository(Protocol):
    """Where circuits are kept. Both methods raise ``Unavailable``."""

    def read(self, dependency: str) -> Circuit:
        """The circuit as it is now; a closed one if nobody has changed it yet."""
        ...

    def swap(self, dependency: str, old: Circuit, new: Circuit) -> bool:
        """Writes ``new`` if the circuit is still ``old``. Gives whether it was."""
        ...


class CircuitOpen(Unavailable):
    """What failed too often is left alone until ``until``."""

    def __init__(self, dependency: str, until: datetime) -> None:
        super().__init__(
            f"{dependency} failed too often in a row and is not called before {until:%H:%M:%S} UTC."
        )
        self.until = until


class Ending(Enum):
    """How a call went."""

    SUCCESS = auto()
    FAILURE = auto()
    NOTHING = auto()
    """it was not made after all"""


class Breaker:
    """The circuit breaker before one dependency. If its own store does not answer, calls go through:
    it protects from waiting in vain, and must not become the fault itself.
    """

    def __init__(
        self,
        dependency: str,
        store: BreakerRepository,
        clock: Clock,
        sleep: Sleep,
        limits: Limits | None = None,
    ) -> None:
        self.dependency = dependency
        self._store = store
        self._clock = clock
        self._sleep = sleep
        self.limits = limits or Limits()
        self._calm_until: datetime | None = None

    def enter(self) -> "Permit":
        """Leave to make one call. Raises ``CircuitOpen``. How the call went must be told."""
        if self._calm_until is not None and self._clock() < self._calm_until:
            return Permit(self, probing=False, calm=True)
        for attempt in range(ATTEMPTS):
            now = self._clock()
            try:
                circuit = self._store.read(self.dependency)
                after = admit(circuit, now, self.limits)
                if isinstance(after, Refused):
                    raise CircuitOpen(self.dependency, after.until)
                if after is circuit:
                    calm = not circuit.failures
                    self._calm_until = now + CALM_FOR if calm else None
                    return Permit(self, probing=False, calm=calm)
                if self._store.swap(self.dependency, circuit, after):
                    return Permit(self, probing=True)
            except CircuitOpen:
                raise
            except Unavailable:
                return Permit(self, probing=False)
            self._wait(attempt)
        raise CircuitOpen(self.dependency, self._clock() + self.limits.probe_for)

    def change(self, ending: Ending, *, probing: bool) -> None:
        """Tells the circuit how a call went."""
        self._calm_until = None
        for attempt in range(ATTEMPTS):
            now = self._clock()
            try:
                circuit = self._store.read(self.dependency)
                after = self._after(ending, circuit, now, probing=probing)
                if after is circuit:
                    return
                if self._store.swap(self.dependency, circuit, after):
                    self._tell(circuit, after, now)
                    return
            except Unavailable:
                return
            self._wait(attempt)

    def _after(self, ending: Ending, circuit: Circuit, now: datetime, *, probing: bool) -> Circuit:
        if ending is Ending.SUCCESS:
            return after_success(circuit, probing=probing)
        if ending is Ending.FAILURE:
            return after_failure(circuit, now, self.limits, probing=probing)
        return after_nothing(circuit, probing=probing)

    def _tell(self, before: Circuit, after: Circuit, now: datetime) -> None:
        if after.open_until is not None and after.open_until != before.open_until:
            record(
                "resilience",
                "breaker opened",
                counts={"BreakerOpened": 1},
                dependency=self.dependency,
                until=moment_text(after.open_until),
            )
        elif before.state(now) is not CircuitState.CLOSED and after.open_until is None:
            record("resilience", "breaker closed", dependency=self.dependency)

    def _wait(self, attempt: int) -> None:
        self._sleep(random.random() * 0.01 * 2**attempt)  # noqa: S311 (jitter, no secret)


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to make one call; one of the three must be called when it is over."""

    breaker: Breaker
    probing: bool
    calm: bool = False
    """nothing had failed when it was given: success has nothing to tell, and costs no request"""

    def succeeded(self) -> None:
        """The dependency answered, be it with a refusal."""
        if not self.calm:
            self.breaker.change(Ending.SUCCESS, probing=self.probing)

    def failed(self) -> None:
        """The dependency did not answer, or with a server error."""
        self.breaker.change(Ending.FAILURE, probing=self.probing)

    def unused(self) -> None:
        """The call was not made after all."""
        if self.probing:
            self.breaker.change(Ending.NOTHING, probing=True)


class DynamoBreakers:
    """Circuits in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.resilience.items import BreakerItem

        self._items = database.bound(BreakerItem, table)

    def read(self, dependency: str) -> Circuit:
        """See ``BreakerRepository``."""
        try:
            with database_errors():
                item = self._items.get(dependency, consistent_read=True)
        except self._items.DoesNotExist:
            return Circuit()
        return Circuit(
            failures=int(item.failures),
            open_until=_moment(item.open_until),
            probe_until=_moment(item.probe_until),
            version=int(item.version),
        )

    def swap(self, dependency: str, old: Circuit, new: Circuit) -> bool:
        """See ``BreakerRepository``."""
        from pynamodb.exceptions import PutError

        item = self._items(
            dependency,
            failures=new.failures,
            open_until=new.open_until and moment_text(new.open_until),
            probe_until=new.probe_until and moment_text(new.probe_until),
            version=new.version,
        )
        version = self._items.version
        unchanged = version == old.version if old.version else version.does_not_exist()
        try:
            with database_errors():
                item.save(unchanged)
        except PutError as error:
            if condition_failed(error):
                return False
            raise
        return True


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

"""What every part of the platform is made of: settings, clock, ids, clients, tables, breakers."""

import os
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from baton.aws.clients import Clients
from baton.core import clock as system
from baton.core.clock import Clock, NewId, Sleep
from baton.core.settings import Settings
from baton.persistence.database import Database
from baton.persistence.retention import Retention

if TYPE_CHECKING:
    from baton.resilience.breaker import Breaker, BreakerRepository
    from baton.resilience.dependencies import Dependency


class PlatformBase:
    """Settings, clock, ids, clients and tables."""

    def __init__(self, settings: Settings | None = None, clients: Clients | None = None) -> None:
        self.settings = settings or Settings.from_environment()
        self.clock: Clock = system.now
        self.new_id: NewId = system.new_id
        self.sleep: Sleep = system.sleep
        self._clients = clients or Clients()
        kept_for = Retention(self.settings.days_kept(), self._now)
        self.database = Database(self._clients, sleep=self.sleep, retention=kept_for)

    def _now(self) -> datetime:
        """The time by the clock of this moment: a test may give another one later."""
        return self.clock()

    @cached_property
    def worker(self) -> str:
        """A name for this container that no other has, also among those of one snapshot."""
        return f"{os.environ.get('AWS_LAMBDA_FUNCTION_NAME', 'local')}/{self.new_id()}"

    @property
    def clients(self) -> Clients:
        """The AWS clients, for adapters that one function alone has."""
        return self._clients

    @cached_property
    def breakers(self) -> "BreakerRepository":
        """Circuit breakers."""
        from baton.resilience.breaker import DynamoBreakers

        return DynamoBreakers(self.database, self.settings.table("breakers"))

    def breaker(self, dependency: str) -> "Breaker | None":
        """The breaker before a dependency outside; none where this function is told of no breakers."""
        from baton.resilience.breaker import Breaker

        if "breakers" not in self.settings.tables:
            return None
        return Breaker(dependency, self.breakers, self.clock, self.sleep)

    def _breaker(self, dependency: "Dependency") -> "Breaker | None":
        """The breaker before one of the platform's own dependencies."""
        return self.breaker(dependency.value)

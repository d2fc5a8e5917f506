"""A whole platform in memory."""

import copy
from itertools import count
from typing import Self

from baton.effects.carrier import Sighting
from baton.memory.cache import MemoryCache, TieredCache
from baton.runtime.settings import Settings
from tests.fakes.agents import FakeAgents
from tests.fakes.audit import FakeAudit
from tests.fakes.breakers import FakeBreakers
from tests.fakes.bus import FakeBus
from tests.fakes.cache import FakeSharedCache
from tests.fakes.campaigns import FakeCampaigns
from tests.fakes.clock import CountedIds, SteerableClock
from tests.fakes.connections import FakeConnections
from tests.fakes.effects import (
    FakeCarrier,
    FakeEffects,
    FakeSecrets,
    FakeStandings,
    FakeWakeups,
    FakeWays,
)
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.episodic import FakeEpisodes
from tests.fakes.escalations import FakeEscalations
from tests.fakes.experiments import FakeExperiments
from tests.fakes.faults import Faults
from tests.fakes.files import FakeFiles
from tests.fakes.handoffs import FakeHandoffs
from tests.fakes.imports import FakeImports
from tests.fakes.incidents import FakeIncidents
from tests.fakes.interactions import FakeInteractions
from tests.fakes.language import FakeLanguage
from tests.fakes.leads import FakeLeads
from tests.fakes.ledger import FakeLedger
from tests.fakes.live import FakeChannel, FakeLater
from tests.fakes.long_term import FakeLongTermMemory
from tests.fakes.outbox import FakeOutbox
from tests.fakes.requests import FakeClaims, FakeRequests
from tests.fakes.responses import FakeResponses
from tests.fakes.semantic import FakeSemanticMemory
from tests.fakes.short_term import FakeShortTermMemory
from tests.fakes.spending import FakeSpending
from tests.fakes.subjects import FakeSubjects
from tests.fakes.tallies import FakeTallies
from tests.fakes.traces import FakeTraces
from tests.fakes.transaction import FakeTransactions, Ground
from tests.fakes.workflows import FakeWorkflows


class FakePlatform:
    """The attributes of ``baton.platform.Platform``, all in memory.

    ``clock`` stands still until it is moved or somebody sleeps; ``naps`` are the seconds slept.
    ``faults`` breaks any call at any port.
    """

    def __init__(self, settings: Settings | None = None, faults: Faults | None = None) -> None:
        self.settings = settings or Settings(
            bus_name="baton", intake_bucket="intake", token_url="http://127.0.0.1/oauth2/token"
        )
        self.faults = faults or Faults()
        ground = Ground(self.faults)
        self.clock = SteerableClock()
        self.new_id = CountedIds(self.clock)
        self.naps: list[float] = []
        self.transactions = FakeTransactions(ground)
        self.leads = FakeLeads(ground)
        self.interactions = FakeInteractions(ground)
        self.campaigns = FakeCampaigns(ground)
        self.escalations = FakeEscalations(ground)
        self.experiments = FakeExperiments(ground)
        self.requests = FakeRequests(ground)
        self.claims = FakeClaims(ground)
        self.tallies = FakeTallies(ground)
        self.imports = FakeImports(ground)
        self.responses = FakeResponses(ground)
        self.subjects = FakeSubjects(ground)
        self.semantic = FakeSemanticMemory(ground)
        self.ledger = FakeLedger(ground)
        self.handoffs = FakeHandoffs(ground)
        self.short_term = FakeShortTermMemory(ground, self.clock)
        self.long_term = FakeLongTermMemory(ground)
        self.agents = FakeAgents(ground)
        self._look_back(ground)
        self._look_outward(ground)
        self.connections = FakeConnections(ground)
        self.live_channel = FakeChannel(ground)
        self.live_later = FakeLater(ground)
        self.embedder = FakeEmbedder(ground)
        self.shared_cache = FakeSharedCache(ground)
        self.cache = TieredCache(MemoryCache(self.clock), self.shared_cache, self.clock)
        self.outbox = FakeOutbox(ground)
        self.bus = FakeBus(ground)
        self.workflows = FakeWorkflows(ground)
        self.files = FakeFiles(ground)
        self.episodes = FakeEpisodes(ground)
        self._workers = count(2)
        self.worker = "worker-1"

    def _look_back(self, ground: Ground) -> None:
        """What was decided, and who looked."""
        self.traces = FakeTraces(ground)
        self.audit = FakeAudit(ground)

    def _look_outward(self, ground: Ground) -> None:
        """What leaves the house, and what it depends on."""
        self.effects = FakeEffects(ground)
        self.standings = FakeStandings(ground)
        self.ways = FakeWays({})
        self.house_mail = FakeCarrier(ground, "house_mail", Sighting.UNSURE)
        self.wakeups = FakeWakeups()
        self.secrets = FakeSecrets()
        self.spending = FakeSpending(ground)
        self.breakers = FakeBreakers(ground)
        self.incidents = FakeIncidents(ground)
        self.language = FakeLanguage(ground)

    def sleep(self, seconds: float) -> None:
        """Moves the clock on."""
        self.naps.append(seconds)
        self.clock.advance(seconds)

    def restarted(self) -> Self:
        """The next process on the same data, after this one died: planned faults are forgotten."""
        self.faults.clear()
        successor = copy.copy(self)
        successor.worker = f"worker-{next(self._workers)}"
        return successor

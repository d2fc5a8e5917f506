"""A whole platform in memory."""

import copy
import importlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from baton.core.environment import EnvironmentSettings
from baton.core.settings import Settings
from baton.effects.kind import RegisteredKind
from baton.effects.sender import DeliveryStatus
from baton.knowledge_base.knowledge_base import KnowledgeBase
from baton.knowledge_base.upkeep import Upkeep
from baton.memory.cache import MemoryCache, TieredCache
from tests.fakes.platform.agents import AGENTS, FakeAgents
from tests.fakes.platform.audit import FakeAudit
from tests.fakes.platform.breakers import FakeBreakers
from tests.fakes.platform.bus import FakeBus
from tests.fakes.platform.cache import FakeSharedCache
from tests.fakes.platform.clock import CountedIds, SteerableClock
from tests.fakes.platform.connections import FakeConnections
from tests.fakes.platform.documents import FakeDocuments
from tests.fakes.platform.effects import (
    FakeChannelSwitches,
    FakeContactStatuses,
    FakeEffects,
    FakeSecrets,
    FakeSender,
    FakeSenders,
    FakeStepScheduler,
)
from tests.fakes.platform.embedder import FakeEmbedder
from tests.fakes.platform.episodic import FakeEpisodes
from tests.fakes.platform.escalations import FakeEscalations
from tests.fakes.platform.faults import Faults
from tests.fakes.platform.files import FakeFiles
from tests.fakes.platform.handoffs import FakeHandoffs
from tests.fakes.platform.incidents import FakeIncidents
from tests.fakes.platform.language import FakeLanguage
from tests.fakes.platform.live import FakeChannel, FakeLater
from tests.fakes.platform.long_term import FakeLongTermMemory
from tests.fakes.platform.outbox import FakeOutbox
from tests.fakes.platform.passages import FakePassages
from tests.fakes.platform.pattern_counts import FakePatternCounts
from tests.fakes.platform.reference_data import FakeReferenceData
from tests.fakes.platform.requests import FakeClaims, FakeRequests
from tests.fakes.platform.semantic import FakeSemanticMemory
from tests.fakes.platform.short_term import FakeShortTermMemory
from tests.fakes.platform.sites import FakeSites
from tests.fakes.platform.spending import FakeSpending
from tests.fakes.platform.subjects import FakeSubjects
from tests.fakes.platform.traces import FakeTraces
from tests.fakes.platform.transaction import FakeTransactions, Ground
from tests.fakes.platform.workflows import FakeWorkflows, Script

Area = TypeVar("Area")


@cache
def _areas() -> tuple[ModuleType, ...]:
    """What every area has in memory: its module ``tests.fakes.<area>.parts``."""
    found = sorted(file.parent.name for file in Path(__file__).parents[1].glob("*/parts.py"))
    return tuple(importlib.import_module(f"tests.fakes.{area}.parts") for area in found)


class _Area:
    """An area's container over a platform in memory."""

    def __init__(self, platform: "FakePlatform", settings: EnvironmentSettings | None) -> None:
        self._platform = platform
        self.settings = settings

    def __getattr__(self, name: str) -> Any:
        return getattr(self._platform, name)


class FakePlatform:
    """The attributes of ``baton.runtime.platform.Platform``, all in memory.

    ``clock`` stands still until it is moved or somebody sleeps; ``naps`` are the seconds slept.
    ``faults`` breaks any call at any port. The parts of every area are attributes too.
    """

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """A part of an area, by its name."""

    def __init__(self, settings: Settings | None = None, faults: Faults | None = None) -> None:
        self.settings = settings or Settings(
            bus_name="baton", intake_bucket="intake", token_url="http://127.0.0.1/oauth2/token"
        )
        self.faults = faults or Faults()
        ground = Ground(self.faults)
        self.faults.clock = self.clock = SteerableClock()
        self.new_id = CountedIds(self.clock)
        self.naps: list[float] = []
        self.transactions = FakeTransactions(ground)
        self.reference_data = FakeReferenceData(ground)
        self.escalations = FakeEscalations(ground)
        self.requests = FakeRequests(ground)
        self.claims = FakeClaims(ground)
        self.subjects = FakeSubjects(ground)
        self.semantic = FakeSemanticMemory(ground)
        self.pattern_counts = FakePatternCounts(ground)
        self.handoffs = FakeHandoffs(ground)
        self.short_term = FakeShortTermMemory(ground, self.clock)
        self.long_term = FakeLongTermMemory(ground)
        self.agents = FakeAgents(ground, self.settings.agent_names() or AGENTS)
        self._look_back(ground)
        self._look_outward(ground)
        self.connections = FakeConnections(ground)
        self.live_channel = FakeChannel(ground)
        self.live_later = FakeLater(ground)
        self.embedder = self.token_embedder = FakeEmbedder(ground)
        self.shared_cache = FakeSharedCache(ground)
        self.cache = TieredCache(MemoryCache(self.clock), self.shared_cache, self.clock)
        self.outbox = FakeOutbox(ground)
        self.bus = FakeBus(ground)
        self.workflows = FakeWorkflows(ground)
        self.files = FakeFiles(ground)
        self.episodes = FakeEpisodes(ground)
        self._know(ground)
        for area in _areas():
            vars(self).update(area.parts(self, ground))
        self._workers = count(2)
        self.worker = "worker-1"

    @cached_property
    def area_settings(self) -> dict[Any, EnvironmentSettings]:
        """By container. A test replaces those that it needs otherwise."""
        told = (getattr(area, "SETTINGS", {}) for area in _areas())
        return {container: new() for settings in told for container, new in settings.items()}

    def _look_back(self, ground: Ground) -> None:
        """What was decided, and who looked."""
        self.traces = FakeTraces(ground)
        self.audit = FakeAudit(ground)

    def _look_outward(self, ground: Ground) -> None:
        """What goes out, and what it depends on."""
        self.effects = FakeEffects(ground)
        self.contact_statuses = FakeContactStatuses(ground)
        self.channel_switches = FakeChannelSwitches(ground)
        self.senders = FakeSenders({})
        self.internal_mail = FakeSender(ground, "internal_mail", DeliveryStatus.UNSURE)
        self.step_scheduler = FakeStepScheduler()
        self.secrets = FakeSecrets()
        self.spending = FakeSpending(ground)
        self.breakers = FakeBreakers(ground)
        self.incidents = FakeIncidents(ground)
        self.language = FakeLanguage(ground)

    def _know(self, ground: Ground) -> None:
        """The knowledge base: the real one, over its stores in memory."""
        self.documents = FakeDocuments(ground)
        self.sites = FakeSites(ground)
        self.passages = FakePassages(ground, self.embedder)
        self.knowledge_base = KnowledgeBase(
            documents=self.documents,
            passages=self.passages,
            files=self.files,
            was_erased=self.subjects.was_erased,
            clock=self.clock,
            new_id=self.new_id,
        )
        self.knowledge_upkeep = Upkeep(
            documents=self.documents, passages=self.passages, files=self.files, clock=self.clock
        )

    @cached_property
    def facts(self) -> Any:
        """The engine that functions have, over files in memory."""
        from baton.facts.duckdb_facts import DuckDbFacts
        from baton.facts.registered_kinds import fact_kinds

        return DuckDbFacts(self.files, fact_kinds)

    def scripts_of_areas(self) -> Iterator[tuple[str, Script]]:
        """What workflows do that areas have in memory, by name: those of their modules' ``scripts``."""
        for area in _areas():
            if hasattr(area, "scripts"):
                yield from area.scripts(self).items()

    def why_off(self, kind: str) -> str | None:
        return self.senders.off(kind)

    @property
    def mail_to_people(self) -> FakeSenders:
        """See ``baton.runtime.platform.Platform``."""
        mail = {key: one for key, one in self.senders.senders.items() if key == "email"}
        return FakeSenders(mail)

    def senders_of(self, kinds: Iterable[RegisteredKind]) -> FakeSenders:
        """See ``baton.runtime.platform.Platform``."""
        names = {kind.name for kind in kinds}
        return FakeSenders({key: one for key, one in self.senders.senders.items() if key in names})

    def area(self, container: Callable[[Any], Area]) -> Area:
        """Every area's parts: all of them are attributes here, but for the area's settings."""
        return cast("Area", _Area(self, self.area_settings.get(container)))

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

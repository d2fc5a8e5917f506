"""The one place where real parts are wired together."""

import os
import random
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from baton.aws.clients import Clients, backoff
from baton.core import clock as system
from baton.core.clock import Clock, NewId, Sleep
from baton.core.settings import Settings
from baton.persistence.database import Database
from baton.persistence.retention import Retention

if TYPE_CHECKING:
    from baton.aws.files import Files
    from baton.aws.secrets import Secrets
    from baton.effects.contact_status_repository import ContactStatusRepository
    from baton.effects.kind import RegisteredKind
    from baton.effects.ledger import SenderRegistry
    from baton.effects.repository import EffectRepository
    from baton.effects.sender import Sender
    from baton.effects.step_scheduler import StepScheduler
    from baton.escalation.repository import EscalationRepository
    from baton.http.idempotency_repository import IdempotencyRepository
    from baton.incidents.repository import IncidentRepository
    from baton.language.generation import Language
    from baton.language.spending import SpendingRepository
    from baton.memory.cache import Cache, MemoryCache
    from baton.memory.embedding import Embedder
    from baton.memory.episodic import EpisodicMemory
    from baton.memory.long_term import LongTermMemory
    from baton.memory.pattern_counts import PatternCounts
    from baton.memory.semantic import SemanticMemory
    from baton.memory.shared_cache import SharedCache
    from baton.memory.short_term import ShortTermMemory
    from baton.messaging.bus import Bus
    from baton.messaging.connections import ConnectionRepository
    from baton.messaging.handoff_repository import HandoffRepository
    from baton.messaging.live import LaterQueue, LiveChannel
    from baton.messaging.outbox import Outbox
    from baton.messaging.workflows import Workflows
    from baton.persistence.claims import ClaimRepository
    from baton.persistence.reference_data import ReferenceData
    from baton.persistence.transaction import Transactions
    from baton.privacy.audit_repository import AuditRepository
    from baton.privacy.subject_repository import SubjectRepository
    from baton.resilience.breaker import Breaker, BreakerRepository
    from baton.resilience.dependencies import Dependency
    from baton.runtime.agent_registry import AgentRegistry
    from baton.runtime.trace_repository import TraceRepository


Area = TypeVar("Area")


class Platform:
    """What an agent can be built from. Every part is imported and made when it is first asked for,
    so a function pays for what it uses, and needs only the settings of that.
    """

    def __init__(self, settings: Settings | None = None, clients: Clients | None = None) -> None:
        self.settings = settings or Settings.from_environment()
        self.clock: Clock = system.now
        self.new_id: NewId = system.new_id
        self.sleep: Sleep = system.sleep
        self._areas: dict[Any, Any] = {}
        self._clients = clients or Clients()
        kept_for = Retention(self.settings.days_kept(), self._now)
        self.database = Database(self._clients, sleep=self.sleep, retention=kept_for)

    def area(self, container: "Callable[[Platform], Area]") -> Area:
        """The parts of an area, made once: ``platform.area(Leads).interactions``."""
        if container not in self._areas:
            self._areas[container] = container(self)
        made: Area = self._areas[container]
        return made

    def _now(self) -> datetime:
        """The time by the clock of this moment: a test may give another one later."""
        return self.clock()

    @cached_property
    def worker(self) -> str:
        """A name for this container that no other has, also among those of one snapshot."""
        return f"{os.environ.get('AWS_LAMBDA_FUNCTION_NAME', 'local')}/{self.new_id()}"

    @cached_property
    def transactions(self) -> "Transactions":
        """Begins transactions over all tables."""
        from baton.persistence.transaction import DynamoTransactions

        return DynamoTransactions(self.database)

    @cached_property
    def escalations(self) -> "EscalationRepository":
        """Cases for a person."""
        from baton.escalation.repository import DynamoEscalations

        return DynamoEscalations(self.database, self.settings.table("escalations"))

    @cached_property
    def requests(self) -> "IdempotencyRepository":
        """Idempotency keys and rates."""
        from baton.http.idempotency_repository import DynamoIdempotency

        return DynamoIdempotency(self.database, self.settings.table("requests"), self.clock)

    @cached_property
    def claims(self) -> "ClaimRepository":
        """Claims, in the requests table."""
        from baton.persistence.claims import DynamoClaims

        return DynamoClaims(self.database, self.settings.table("requests"))

    @cached_property
    def reference_data(self) -> "ReferenceData":
        """What areas publish for the others to read."""
        from baton.persistence.reference_data import DynamoReferenceData

        return DynamoReferenceData(self.database, self.settings.table("references"))

    @cached_property
    def pattern_counts(self) -> "PatternCounts":
        """What consolidation has counted, and what of it is under way; in the knowledge table."""
        from baton.memory.pattern_counts import DynamoPatternCounts

        return DynamoPatternCounts(self.database, self.settings.table("knowledge"))

    @cached_property
    def semantic(self) -> "SemanticMemory":
        """The graph of what is known of the field."""
        from baton.memory.semantic import DynamoSemanticMemory

        table = self.settings.table("knowledge")
        return DynamoSemanticMemory(self.database, table, self.clock)

    @cached_property
    def subjects(self) -> "SubjectRepository":
        """Whose leads are whose, and who was erased."""
        from baton.privacy.subject_repository import DynamoSubjects

        return DynamoSubjects(self.database, self.settings.table("subjects"))

    @cached_property
    def handoffs(self) -> "HandoffRepository":
        """Handoffs, with the context that went with them."""
        from baton.messaging.handoff_repository import DynamoHandoffs

        return DynamoHandoffs(self.database, self.settings.table("handoffs"))

    @cached_property
    def short_term(self) -> "ShortTermMemory":
        """Conversations of the last 24 hours."""
        from baton.memory.short_term import DynamoTurns

        return DynamoTurns(self.database, self.settings.table("turns"), self.clock)

    @cached_property
    def long_term(self) -> "LongTermMemory":
        """What is known of people."""
        from baton.memory.long_term import DynamoPeople

        return DynamoPeople(self.database, self.settings.table("profiles"))

    @cached_property
    def agents(self) -> "AgentRegistry":
        """What every agent is doing."""
        from baton.runtime.agent_registry import DynamoAgents

        table = self.settings.table("agents")
        return DynamoAgents(self.database, table, self.settings.agent_names())

    @cached_property
    def traces(self) -> "TraceRepository":
        """What agents decided, and why."""
        from baton.runtime.trace_repository import DynamoTraces

        return DynamoTraces(self.database, self.settings.table("traces"))

    @cached_property
    def audit(self) -> "AuditRepository":
        """Who read or changed whose data."""
        from baton.privacy.audit_repository import DynamoAudit

        return DynamoAudit(self.database, self.settings.table("audit"))

    @cached_property
    def embedder(self) -> "Embedder":
        """Texts as vectors: in this process, so that no text leaves it, unless OpenAI is wanted."""
        from baton.memory.embedders import chosen, is_remote, shares_vectors
        from baton.memory.embedding import CachedEmbedder
        from baton.memory.guarded import GuardedEmbedder
        from baton.resilience.dependencies import Dependency
        from baton.resilience.guarding import Guard

        pause = backoff(self.sleep, random.random)
        cache = self.cache if shares_vectors(self.settings) else self._memory_cache
        embedder = chosen(self.settings, self._clients, pause)
        if is_remote(self.settings) and (breaker := self._breaker(Dependency.EMBEDDINGS)):
            embedder = GuardedEmbedder(embedder, Guard(breaker, "what needs vectors is silent"))
        return CachedEmbedder(embedder, cache)

    @cached_property
    def cache(self) -> "Cache":
        """What is slow to make again: in this process for an hour, shared for a day."""
        from baton.memory.cache import TieredCache

        return TieredCache(self._memory_cache, self.shared_cache, self.clock)

    @cached_property
    def shared_cache(self) -> "SharedCache":
        """The cache that all containers share."""
        from baton.memory.shared_cache import DynamoCache

        return DynamoCache(self.database, self.settings.table("cache"))

    @cached_property
    def _memory_cache(self) -> "MemoryCache":
        from baton.memory.cache import MemoryCache
        from baton.memory.cache_meter import CacheMeter

        service = os.environ.get("POWERTOOLS_SERVICE_NAME", "local")
        return MemoryCache(self.clock, count=CacheMeter(service, self.clock).count)

    @cached_property
    def effects(self) -> "EffectRepository":
        """What is done to the outside, and what became of it."""
        from baton.effects.repository import DynamoEffects

        return DynamoEffects(self.database, self.settings.table("effects"))

    @cached_property
    def language(self) -> "Language":
        """The language model, within its budget; templates if there is none."""
        from baton.language.wiring import Parts, language_of

        return language_of(
            Parts(
                settings=self.settings,
                clients=self._clients,
                clock=self.clock,
                new_id=self.new_id,
                sleep=self.sleep,
                spending=lambda: self.spending,
                breakers=lambda: self.breakers,
                cache=lambda: self.cache,
                bus=lambda: self.bus,
            )
        )

    @cached_property
    def spending(self) -> "SpendingRepository":
        """What language models cost by day, and the kill switch."""
        from baton.language.spending import DynamoSpending

        return DynamoSpending(self.database, self.settings.table("spending"))

    @cached_property
    def breakers(self) -> "BreakerRepository":
        """Circuit breakers."""
        from baton.resilience.breaker import DynamoBreakers

        return DynamoBreakers(self.database, self.settings.table("breakers"))

    def _breaker(self, dependency: "Dependency") -> "Breaker | None":
        """The breaker before a dependency outside; none where this function is told of no breakers."""
        from baton.resilience.breaker import Breaker

        if "breakers" not in self.settings.tables:
            return None
        return Breaker(dependency.value, self.breakers, self.clock, self.sleep)

    @cached_property
    def incidents(self) -> "IncidentRepository":
        """What alarms led to."""
        from baton.incidents.repository import DynamoIncidents

        return DynamoIncidents(self.database, self.settings.table("incidents"))

    @property
    def clients(self) -> Clients:
        """The AWS clients, for adapters that one function alone has."""
        return self._clients

    @cached_property
    def contact_statuses(self) -> "ContactStatusRepository":
        """How persons stand with us, and what was used of caps and budgets."""
        from baton.effects.contact_status_repository import DynamoContactStatuses

        return DynamoContactStatuses(self.database, self.settings.table("contact_status"))

    @cached_property
    def senders(self) -> "SenderRegistry":
        """The senders of all kinds of effects, as far as they are configured."""
        from baton.effects.registered_kinds import registered_kinds

        return self.senders_of(registered_kinds().values())

    def senders_of(self, kinds: "Iterable[RegisteredKind]") -> "SenderRegistry":
        """The senders of these kinds alone, for a function that carries out no others."""
        from baton.effects.kind import SenderParts
        from baton.effects.sender_registry import ConfiguredSenders
        from baton.resilience.dependencies import Dependency

        webhook = self._breaker(Dependency.WEBHOOK)
        parts = SenderParts(self.settings, self._clients, self.clock, webhook)
        return ConfiguredSenders(parts, kinds)

    def why_off(self, kind: str) -> str | None:
        """Why effects of a kind are not carried out, for who plans them; ``None`` if they are."""
        from baton.effects.kind import why_off
        from baton.effects.registered_kinds import registered_kinds

        return why_off(kind, registered_kinds(), self.settings)

    @cached_property
    def step_scheduler(self) -> "StepScheduler":
        """Calls of outreach at a moment; none where they are not configured."""
        from baton.effects.step_scheduler import EventBridgeStepScheduler, NoStepScheduler

        settings = self.settings
        if not settings.step_schedule_group:
            return NoStepScheduler()
        return EventBridgeStepScheduler(
            self._clients,
            self.clock,
            group=settings.step_schedule_group,
            target=settings.require("step_schedule_target"),
            role=settings.require("step_schedule_role"),
        )

    @cached_property
    def secrets(self) -> "Secrets":
        """Secrets by name."""
        from baton.aws.secrets import Secrets

        return Secrets(self._clients)

    @cached_property
    def connections(self) -> "ConnectionRepository":
        """Who hears what, live."""
        from baton.messaging.connections import DynamoConnections

        return DynamoConnections(self.database, self.settings.table("connections"))

    @cached_property
    def live_channel(self) -> "LiveChannel":
        """The open WebSocket connections."""
        from baton.messaging.live import ApiGatewayChannel, connections_endpoint

        url = self.settings.require("live_url")
        endpoint = connections_endpoint(url, os.environ.get("AWS_ENDPOINT_URL"))
        return ApiGatewayChannel(self._clients, endpoint)

    @cached_property
    def live_later(self) -> "LaterQueue":
        """What the live updates look at again."""
        from baton.messaging.live import SqsLater

        return SqsLater(self._clients, self.settings.require("live_queue_url"))

    @cached_property
    def outbox(self) -> "Outbox":
        """What is to be done after a transaction."""
        from baton.messaging.outbox_repository import DynamoOutbox

        return DynamoOutbox(self.database, self.settings.table("outbox"))

    @cached_property
    def bus(self) -> "Bus":
        """Events out."""
        from baton.messaging.bus import EventBridgeBus

        return EventBridgeBus(self._clients, self.settings.require("bus_name"))

    @cached_property
    def workflows(self) -> "Workflows":
        """The state machines."""
        from baton.messaging.workflows import StepFunctions

        return StepFunctions(self._clients, self.settings.workflow)

    @cached_property
    def internal_mail(self) -> "Sender":
        """E-mail to people of the house."""
        from baton.effects.ses import SesSender

        return SesSender(
            self._clients,
            sender=self.settings.report_sender,
            configuration_set=self.settings.configuration_set or "",
        )

    @cached_property
    def files(self) -> "Files":
        """The intake bucket."""
        from baton.aws.files import S3Files

        return S3Files(self._clients, self.settings.require("intake_bucket"))

    @cached_property
    def episodes(self) -> "EpisodicMemory":
        """Episodic memory; one that keeps nothing if none is configured."""
        from baton.memory.episodic import NoEpisodes, OpenSearchEpisodes
        from baton.memory.guarded import GuardedEpisodes
        from baton.memory.opensearch import Cluster
        from baton.resilience.dependencies import Dependency
        from baton.resilience.guarding import Guard

        if not self.settings.episodes_endpoint:
            return NoEpisodes()
        cluster = Cluster(self.settings.episodes_endpoint, self._clients)
        episodes = OpenSearchEpisodes(
            cluster, lambda: self.embedder, backoff(self.sleep, random.random)
        )
        if (breaker := self._breaker(Dependency.EPISODES)) is None:
            return episodes
        return GuardedEpisodes(episodes, Guard(breaker, "a handoff goes without similar episodes"))

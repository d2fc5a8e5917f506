"""The one place where real parts are wired together."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from baton.aws.clients import Clients
from baton.core.settings import Settings
from baton.runtime.knowledge_parts import KnowledgeParts
from baton.runtime.messaging_parts import MessagingParts

if TYPE_CHECKING:
    from baton.aws.files import Files
    from baton.aws.secrets import Secrets
    from baton.effects.channel_switch_repository import ChannelSwitchRepository
    from baton.effects.contact_status_repository import ContactStatusRepository
    from baton.effects.kind import RegisteredKind
    from baton.effects.repository import EffectRepository
    from baton.effects.sender import Sender, SenderRegistry
    from baton.effects.step_scheduler import StepScheduler
    from baton.escalation.repository import EscalationRepository
    from baton.facts.query import Facts
    from baton.http.idempotency_repository import IdempotencyRepository
    from baton.incidents.repository import IncidentRepository
    from baton.knowledge_base.knowledge_base import KnowledgeBase
    from baton.knowledge_base.upkeep import Upkeep
    from baton.language.generation import Language
    from baton.language.spending import SpendingRepository
    from baton.persistence.claims import ClaimRepository
    from baton.persistence.reference_data import ReferenceData
    from baton.persistence.transaction import Transactions
    from baton.privacy.audit_repository import AuditRepository
    from baton.privacy.subject_repository import SubjectRepository
    from baton.runtime.agent_registry import AgentRegistry
    from baton.runtime.trace_repository import TraceRepository


Area = TypeVar("Area")


class Platform(KnowledgeParts, MessagingParts):
    """What an agent can be built from. Every part is imported and made when it is first asked for,
    so a function pays for what it uses, and needs only the settings of that.
    """

    def __init__(self, settings: Settings | None = None, clients: Clients | None = None) -> None:
        super().__init__(settings, clients)
        self._areas: dict[Any, Any] = {}

    def area(self, container: "Callable[[Platform], Area]") -> Area:
        """The parts of an area, made once: ``platform.area(Leads).interactions``."""
        if container not in self._areas:
            self._areas[container] = container(self)
        made: Area = self._areas[container]
        return made

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
    def subjects(self) -> "SubjectRepository":
        """Whose leads are whose, and who was erased."""
        from baton.privacy.subject_repository import DynamoSubjects

        return DynamoSubjects(self.database, self.settings.table("subjects"))

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
                clients=self.clients,
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
    def incidents(self) -> "IncidentRepository":
        """What alarms led to."""
        from baton.incidents.repository import DynamoIncidents

        return DynamoIncidents(self.database, self.settings.table("incidents"))

    @cached_property
    def contact_statuses(self) -> "ContactStatusRepository":
        """How persons stand with us, and what was used of caps and budgets."""
        from baton.effects.contact_status_repository import DynamoContactStatuses

        return DynamoContactStatuses(self.database, self.settings.table("contact_status"))

    @cached_property
    def channel_switches(self) -> "ChannelSwitchRepository":
        """The switches of channels."""
        from baton.effects.channel_switch_repository import DynamoChannelSwitches

        return DynamoChannelSwitches(self.database, self.settings.table("contact_status"))

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
        parts = SenderParts(
            self.settings, self.clients, self.clock, webhook, self.breaker, self.sleep
        )
        return ConfiguredSenders(parts, kinds)

    @cached_property
    def mail_to_people(self) -> "SenderRegistry":
        """The sender of e-mail to people alone, if it is configured."""
        from baton.effects.email_kind import EMAIL
        from baton.effects.kind import SenderParts
        from baton.effects.sender_registry import ConfiguredSenders

        return ConfiguredSenders(SenderParts(self.settings, self.clients, self.clock), (EMAIL,))

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
            self.clients,
            self.clock,
            group=settings.step_schedule_group,
            target=settings.require("step_schedule_target"),
            role=settings.require("step_schedule_role"),
        )

    @cached_property
    def secrets(self) -> "Secrets":
        """Secrets by name."""
        from baton.aws.secrets import Secrets

        return Secrets(self.clients)

    @cached_property
    def internal_mail(self) -> "Sender":
        """E-mail to employees."""
        from baton.effects.ses import SesSender

        return SesSender(
            self.clients,
            sender=self.settings.report_sender,
            configuration_set=self.settings.configuration_set or "",
        )

    @cached_property
    def files(self) -> "Files":
        """The intake bucket."""
        from baton.aws.files import S3Files

        return S3Files(self.clients, self.settings.require("intake_bucket"))

    @cached_property
    def knowledge_base(self) -> "KnowledgeBase":
        """The company's documents, found passage by passage."""
        from baton.knowledge_base.knowledge_base import KnowledgeBase

        return KnowledgeBase(
            documents=self.documents,
            passages=self.passages,
            files=self.files,
            was_erased=self.subjects.was_erased,
            clock=self.clock,
            new_id=self.new_id,
        )

    @cached_property
    def knowledge_upkeep(self) -> "Upkeep":
        """What keeps the knowledge base's index and texts as they should be."""
        from baton.knowledge_base.upkeep import Upkeep

        return Upkeep(
            documents=self.documents, passages=self.passages, files=self.files, clock=self.clock
        )

    @cached_property
    def facts(self) -> "Facts":
        """Facts of all areas that are on, to be asked by SQL: in the function, or by Athena if told."""
        from baton.facts.registered_kinds import fact_kinds

        settings = self.settings
        if settings.facts_database:
            from baton.facts.athena import AthenaFacts

            return AthenaFacts(
                self.clients,
                fact_kinds,
                self.sleep,
                database=settings.facts_database,
                workgroup=settings.require("facts_workgroup"),
            )
        from baton.facts.duckdb_facts import DuckDbFacts

        return DuckDbFacts(self.files, fact_kinds)

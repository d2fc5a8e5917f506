"""Every store that keeps something of a lead or a person, behind one Protocol.

A new store that keeps something of persons gets a keeper here, and is shown and erased from then on.
The scan in the integration tests finds the one that was forgotten.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.effects.repository import EffectRepository
from baton.escalation.case import Escalation, EscalationStatus
from baton.escalation.repository import EscalationRepository
from baton.http.idempotency_repository import IdempotencyRepository
from baton.leads.conversation import conversation_of
from baton.leads.files.import_repository import ImportRepository
from baton.leads.interaction_repository import InteractionRepository
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.messaging.handoff_repository import HandoffRepository
from baton.messaging.outbox import Outbox
from baton.persistence.claims import ClaimRepository
from baton.persistence.page import Page
from baton.persistence.transaction import Transactions
from baton.privacy.subject import Tie
from baton.runtime.trace_repository import TraceRepository

if TYPE_CHECKING:
    from baton.memory.short_term import ShortTermMemory

Json = dict[str, Any]
Shown = TypeVar("Shown")

ALL = 10_000
"""More than a lead or person ever has of anything."""

ROW_STAYS_AWAY = timedelta(days=3_650)
"""How long the content of an erased row is a duplicate, in whatever file it comes."""

GONE = {
    "status": 410,
    "type": "application/problem+json",
    "headers": {},
    "body": '{"type":"https://baton.example/problems/erased","title":"The person was erased",'
    '"status":410,"detail":"What was answered here is gone with the person it was about.",'
    '"instance":"urn:baton:request:erased"}',
}
"""What a request that is repeated after the erasure is answered: it must not bring the lead back."""

TRIES = 4


@dataclass(frozen=True, slots=True)
class Traced:
    """A lead whose traces are looked for. It is ``None`` once it is gone."""

    tie: Tie
    lead: Lead | None

    @property
    def lead_id(self) -> str:
        """The lead's id."""
        return self.tie.lead_id


class PersonalDataStore(Protocol):
    """A store that keeps something of a lead."""

    @property
    def name(self) -> str:
        """What an export and an erasure's counts call it."""
        ...

    def show(self, traced: Traced) -> list[Json]:
        """Everything it keeps of the lead."""
        ...

    def forget(self, traced: Traced) -> int:
        """Deletes it. Gives how many things went; doing it again is safe."""
        ...


class Listed(Protocol[Shown]):
    """A listing in pages."""

    def __call__(self, lead_id: str, /, *, cursor: str | None, limit: int) -> Page[Shown]: ...


def pages(listed: Listed[Shown], lead_id: str) -> Iterator[Shown]:
    """Everything that is listed of a lead."""
    cursor = None
    while True:
        page = listed(lead_id, cursor=cursor, limit=100)
        yield from page.items
        if (cursor := page.cursor) is None:
            return


@dataclass(frozen=True, slots=True)
class LeadDocuments:
    """The lead itself, with its run in the outbox. Without it no transaction about it commits."""

    leads: LeadRepository
    outbox: Outbox
    transactions: Transactions
    name: str = "leads"

    def show(self, traced: Traced) -> list[Json]:
        """See ``PersonalDataStore``."""
        return [traced.lead.to_json()] if traced.lead else []

    def forget(self, traced: Traced) -> int:
        """See ``PersonalDataStore``."""
        with self.transactions.begin() as within:
            self.leads.forget(traced.lead_id, within)
            self.outbox.settle_within(traced.lead_id, within)
        return int(traced.lead is not None)


@dataclass(frozen=True, slots=True)
class Interactions:
    """What happened."""

    interactions: InteractionRepository
    name: str = "interactions"

    def show(self, traced: Traced) -> list[Json]:
        """See ``PersonalDataStore``."""
        return [one.to_json() for one in self.interactions.of(traced.lead_id, ALL)]

    def forget(self, traced: Traced) -> int:
        """See ``PersonalDataStore``."""
        return self.interactions.forget(traced.lead_id)


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases for a person. They lose everything they tell and are over, but stay as cases: their
    workflow, which may still wait, ends by itself when it finds that nothing is left to be done.
    """

    escalations: EscalationRepository
    outbox: Outbox
    transactions: Transactions
    clock: Clock
    name: str = "escalations"

    def show(self, traced: Traced) -> list[Json]:
        """See ``PersonalDataStore``."""
        cases = self._about(traced)
        return [case.model_copy(update={"task_token": None}).to_json() for case in cases]

    def forget(self, traced: Traced) -> int:
        """See ``PersonalDataStore``. Raises ``StaleVersion`` if a case changes meanwhile: try again."""
        changed = 0
        for case in self._about(traced):
            self.outbox.settle([f"{kind}#{case.escalation_id}" for kind in ("open", "complete")])
            emptied = without_words(case, self.clock())
            if emptied != case:
                with self.transactions.begin() as within:
                    self.escalations.replace(emptied, within)
                changed += 1
        return changed

    def _about(self, traced: Traced) -> Sequence[Escalation]:
        """Those the index names, and the one the lead names, which may be younger."""
        found = list(self.escalations.about(traced.lead_id))
        report = traced.lead.report if traced.lead else None
        named = report.escalation_id if report else None
        if named and named not in {case.escalation_id for case in found}:
            with suppress(NotFound):
                found.append(self.escalations.get(named))
        return found


WORDLESS = "The person it was about was erased."


def without_words(case: Escalation, now: datetime) -> Escalation:
    """A case that tells nothing of anybody and is over. One that is so already stays as it is."""
    if case.reason == WORDLESS:
        return case
    decision = case.decision
    return case.model_copy(
        update={
            "version": case.version + 1,
            "status": EscalationStatus.DECIDED if decision else EscalationStatus.EXPIRED,
            "reason": WORDLESS,
            "recommendations": (),
            "case": {},
            "decision": decision and decision.model_copy(update={"note": None, "changes": {}}),
            "carried_out_at": case.carried_out_at or now,
        }
    )


@dataclass(frozen=True, slots=True)
class Turns:
    """The lead's conversation in short-term memory."""

    short_term: "ShortTermMemory"
    name: str = "turns"

    def show(self, traced: Traced) -> list[Json]:
        """See ``PersonalDataStore``."""
        return [turn.to_json() for turn in self.short_term.whole(conversation_of(traced.lead_id))]

    def forget(self, traced: Traced) -> int:
        """See ``PersonalDataStore``."""
        return self.short_term.forget(conversation_of(traced.lead_id))


@dataclass(frozen=True, slots=True)
class Handoffs:
    """With what context the lead went from agent to agent."""

    handoffs: HandoffRepository
    name: str = "handoffs"

    def show(self, traced: Traced) -> list[Json]:
        """See ``PersonalDataStore``."""
        return [one.to_json() for one in pages(self.handoffs.page, traced.lead_id)]

    def forget(self, traced: Traced) -> int:
        """See ``PersonalDataStore``."""
        return self.handoffs.forget(traced.lead_id)


@dataclass(frozen=True, slots=True)
class Traces:
    """What agents decided about the lead, and why."""

    traces: TraceRepository
    name: str = "traces"

    def show(self, traced: Traced) -> list[Json]:
        """See ``PersonalDataStore``."""
        return [one.to_json() for one in pages(self.traces.page, traced.lead_id)]

    def forget(self, traced: Traced) -> int:
        """See ``PersonalDataStore``."""
        return self.traces.forget(traced.lead_id)


@dataclass(frozen=True, slots=True)
class Effects:
    """What went out to the lead's person, and what did not. What is under way ends without a record:
    without the lead nothing new goes out.
    """

    effects: EffectRepository
    name: str = "effects"

    def show(self, traced: Traced) -> list[Json]:
        """See ``PersonalDataStore``."""
        return [one.to_json() for one in self.effects.of_subject(traced.lead_id)]

    def forget(self, traced: Traced) -> int:
        """See ``PersonalDataStore``."""
        return self.effects.forget(traced.lead_id)


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers kept under idempotency keys, and the claims on who asks and on a row's content."""

    requests: IdempotencyRepository
    claims: ClaimRepository
    clock: Clock
    name: str = "requests"

    def show(self, traced: Traced) -> list[Json]:
        """See ``PersonalDataStore``. The answers repeat the lead, so their number is enough."""
        found = self.requests.answers(traced.lead_id)
        return [{"kept_answers": len(found)}] if found else []

    def forget(self, traced: Traced) -> int:
        """See ``PersonalDataStore``. The person may ask anew; the same row does not return."""
        answers = self.requests.replace_answers(traced.lead_id, GONE)
        for key in traced.tie.keys:
            self.claims.release(key.removeprefix("person#"), traced.lead_id)
        for claim in traced.tie.row_claims:
            until = self.clock() + ROW_STAYS_AWAY
            self.claims.prolong(claim, traced.lead_id, until=until)
        return answers


@dataclass(frozen=True, slots=True)
class Rows:
    """Which row of a file the lead was. The result of the row stays: it says nothing of anybody, and
    keeps the row from being taken in again.
    """

    imports: ImportRepository
    name: str = "imports"

    def show(self, traced: Traced) -> list[Json]:
        """See ``PersonalDataStore``."""
        if traced.tie.origin is None:
            return []
        origin = traced.tie.origin
        result = self.imports.row(origin.import_id, origin.row)
        return [{"import_id": origin.import_id, **result.to_json()}] if result else []

    def forget(self, traced: Traced) -> int:
        """See ``PersonalDataStore``."""
        del traced
        return 0

"""The drafting agent."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.core.message import AgentName
from baton.language.generation import Language
from baton.language.guards.detector import Detector
from baton.language.wiring import NOT_CONFIGURED, address_of
from baton.leads.approval import settled, steps_of, with_steps
from baton.leads.campaign_card import card_of
from baton.leads.container import Leads
from baton.leads.engagement import Channel, Content, SequenceStep
from baton.leads.lead import Lead, LeadStatus
from baton.leads.lead_repository import LeadRepository
from baton.persistence.reference_data import ReferenceData
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transactions
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord, record_at
from functions.leads.drafting.letter import draft_of
from functions.leads.drafting.models import Drafted, DraftingResult, DraftingTask

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST = 4
"""E-mails that are written for a lead."""

TEMPLATE = "template"


class Drafting(Agent[DraftingTask, DraftingResult]):
    """Writes the e-mails of a plan personally, where the template's text still stands and nobody can
    have sent it. A lead never waits for it: its plan is whole without.
    """

    name: ClassVar[AgentName] = "drafting"

    def __init__(
        self,
        *,
        language: Language | None,
        detector: Detector,
        leads: LeadRepository,
        references: ReferenceData,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._language = language
        self._detector = detector
        self._leads = leads
        self._references = references
        self._transactions = transactions
        self._clock = clock

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts. Without a model the embedding is not loaded either."""
        asks = bool(address_of(platform.settings))
        return cls(
            language=platform.language if asks else None,
            detector=Detector.shipped(platform.embedder if asks else None),
            leads=platform.area(Leads).leads,
            references=platform.reference_data,
            transactions=platform.transactions,
            clock=platform.clock,
        )

    def perform(self, task: DraftingTask) -> DraftingResult:
        """Drafts for the lead's open steps. Asked again, it goes on with what the template still says.
        Raises ``Unavailable``.
        """
        if self._language is None:
            return DraftingResult(lead_id=task.lead_id, note=NOT_CONFIGURED)
        lead = self._lead(task.lead_id)
        if lead is None:
            return DraftingResult(lead_id=task.lead_id, note="The lead is gone.")
        contents: dict[int, Content] = {}
        drafts: list[Drafted] = []
        for step in self._open_steps(lead)[:MOST]:
            drafted, content = self._drafted(self._language, lead, step)
            drafts.append(drafted)
            if content:
                contents[step.number] = content
        version = self._keep(lead, contents) if contents else None
        return DraftingResult(
            lead_id=lead.lead_id, read=lead.version, version=version, drafts=tuple(drafts)
        )

    def decided(self, task: DraftingTask, result: DraftingResult) -> Sequence[DecisionRecord]:
        """See ``Agent``: who wrote each e-mail, and why."""
        return tuple(
            DecisionRecord(
                about="lead",
                subject_id=result.lead_id,
                what=f"The e-mail of step {one.step} is written by {one.written_by}",
                why=(one.reason,) if one.reason else (),
                inputs=(record_at("lead", result.lead_id, result.read or 1),),
                made_by=one.prompt_version,
                model=one.written_by if one.written_by != TEMPLATE else None,
                cost_usd=one.cost_micros / 1_000_000,
                once=f"{record_at('lead', task.lead_id, result.read or 1)}/step/{one.step}",
            )
            for one in result.drafts
        )

    def _drafted(
        self, language: Language, lead: Lead, step: SequenceStep
    ) -> tuple[Drafted, Content | None]:
        draft, note = draft_of(lead, step, self._detector)
        if draft is None:
            return Drafted(step=step.number, written_by=TEMPLATE, reason=note or ""), None
        written = language.write(draft.ask)
        content = draft.content(written)
        reason = written.reason if content or note is None else f"{written.reason} {note}"
        drafted = Drafted(
            step=step.number,
            written_by=content.written_by if content else TEMPLATE,
            reason=reason,
            prompt_version=written.prompt_version,
            cost_micros=written.cost_micros,
        )
        return drafted, content

    def _keep(self, read: Lead, contents: Mapping[int, Content]) -> int | None:
        """Puts the drafts into the plan as it is now. A step that was changed or settled meanwhile
        stays as it is; the version is ``None`` if none was left.
        """
        before = {step.number: step for step in steps_of(read)}

        def attempt() -> int | None:
            lead = self._lead(read.lead_id)
            if lead is None:
                return None
            fresh = {
                step.number: step.model_copy(update={"content": contents[step.number]})
                for step in self._open_steps(lead)
                if step.number in contents and step == before.get(step.number)
            }
            if not fresh:
                return None
            changed = with_steps(lead, fresh, self._clock())
            with self._transactions.begin() as within:
                self._leads.replace(changed, within)
            return changed.version

        return retry_on_conflict(attempt)

    def _lead(self, lead_id: str) -> Lead | None:
        try:
            return self._leads.get(lead_id)
        except NotFound:
            return None

    def _open_steps(self, lead: Lead) -> list[SequenceStep]:
        """E-mails that are still the template's, and may be changed."""
        if lead.stopped or lead.status is not LeadStatus.PROCESSED:
            return []
        now, campaign = self._clock(), card_of(lead, self._references)
        return [
            step
            for step in steps_of(lead)
            if step.channel is Channel.EMAIL
            and step.content.written_by == TEMPLATE
            and step.approval is None
            and settled(step, campaign, now) is None
        ]

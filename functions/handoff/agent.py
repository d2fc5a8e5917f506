"""The handoff step."""

from typing import TYPE_CHECKING
from zlib import crc32

from baton.contracts.escalation import Verdict
from baton.contracts.handoff import ContextQuality, Handoff
from baton.contracts.history import History
from baton.contracts.lead import Lead
from baton.contracts.message import AgentName
from baton.records.campaigns import CampaignStore
from baton.records.interactions import InteractionStore
from baton.runtime.agent import Agent
from baton.runtime.clock import Clock, Sleep
from baton.runtime.errors import Fault, InvalidInput
from functions.handoff.agreement import Contradiction, contradictions_in
from functions.handoff.context import CAMPAIGN, HISTORY, Gathered, Needs, carried, judge, needs
from functions.handoff.gathering import Answers, Read, Reader, chosen
from functions.handoff.models import HandoffResult, HandoffTask

if TYPE_CHECKING:
    from baton.platform import Platform

_HISTORY_LIMIT = 1_000
_SOURCES = {HISTORY: "interactions", CAMPAIGN: "campaigns"}
_PAUSES = (0.1, 0.3)
_JITTER = 0.5


class HandoffStep(Agent[HandoffTask, HandoffResult]):
    """Gathers what the receiving agent needs to know of a lead, and says whether it is enough.

    The lead itself is not read again: it cannot change on its way but through outcomes, which are in
    the history, and whoever stores the pipeline's result checks its version.
    """

    name = AgentName.HANDOFF

    def __init__(
        self,
        *,
        interactions: InteractionStore,
        campaigns: CampaignStore,
        clock: Clock,
        sleep: Sleep,
        threshold: float = 0.7,
        reader: Reader | None = None,
    ) -> None:
        self._interactions = interactions
        self._campaigns = campaigns
        self._clock = clock
        self._sleep = sleep
        self._threshold = threshold
        self._reader = reader or Reader()

    @classmethod
    def assemble(cls, platform: "Platform") -> "HandoffStep":
        """The step with its real parts."""
        return cls(
            interactions=platform.interactions,
            campaigns=platform.campaigns,
            clock=platform.clock,
            sleep=platform.sleep,
            threshold=platform.settings.context_quality_threshold,
        )

    def perform(self, task: HandoffTask) -> HandoffResult:
        """Hands a lead over. A context that stays below the threshold after two more attempts is not
        accepted, unless a person has decided that the lead goes on. Raises ``InvalidInput`` for a
        receiver that has not declared its needs.
        """
        asked = _needs_of(task)
        contradictions = contradictions_in(task.lead.details, self._clock())
        gathered, quality = self._gather(task, asked, contradictions)
        accepted = quality.quality >= self._threshold
        if task.resume:
            accepted = task.resume.verdict is not Verdict.REFUSE
        handoff = Handoff(
            handoff_id=_handoff_id(task),
            source_agent=task.source_agent,
            target_agent=task.route.target_agent,
            lead_id=task.lead.lead_id,
            conversation_id=f"lead-{task.lead.lead_id}",
            priority=task.route.priority,
            reason=_reason(task, quality, contradictions, accepted=accepted),
            context=carried(asked, task.context, gathered, contradictions),
            quality=quality,
            accepted=accepted,
            at=self._clock(),
        )
        return HandoffResult(handoff=handoff)

    def _gather(
        self, task: HandoffTask, asked: Needs, contradictions: tuple[Contradiction, ...]
    ) -> tuple[Gathered, ContextQuality]:
        """Reads what the receiver asks for. While the context is too poor, or a source does not
        answer, reads again, at most twice.
        """
        sources = self._sources(task.lead, asked)
        answers = self._reader.read(sources)
        quality = self._quality(task, asked, answers, contradictions, attempt=1)
        for attempt, pause in enumerate(_PAUSES, start=2):
            poor = quality.quality < self._threshold and not task.resume
            again = (answers.lacking or tuple(sources)) if poor else answers.unavailable
            if not again:
                break
            self._sleep(_jittered(pause, task.lead.lead_id, attempt))
            answers = answers.followed_by(self._reader.read(chosen(sources, again)))
            quality = self._quality(task, asked, answers, contradictions, attempt=attempt)
        return _gathered(answers), quality

    def _quality(
        self,
        task: HandoffTask,
        asked: Needs,
        answers: Answers,
        contradictions: tuple[Contradiction, ...],
        *,
        attempt: int,
    ) -> ContextQuality:
        judged = judge(
            asked,
            task.lead,
            said=task.context,
            gathered=_gathered(answers),
            contradictions=contradictions,
            now=self._clock(),
        )
        return ContextQuality(
            completeness=judged.completeness,
            quality=judged.quality,
            missing=judged.missing,
            unavailable=answers.unavailable,
            attempts=attempt,
        )

    def _sources(self, lead: Lead, asked: Needs) -> dict[str, Read]:
        """The reads this receiver asks for, by the source's name: at most two."""
        campaign_id = lead.details.campaign_id or ""
        reads: dict[str, Read] = {
            HISTORY: lambda: History.of(self._interactions.of(lead.lead_id, limit=_HISTORY_LIMIT)),
            CAMPAIGN: lambda: self._campaigns.get(campaign_id),
        }
        return {_SOURCES[name]: reads[name] for name in asked.read_for(lead.details)}


def _needs_of(task: HandoffTask) -> Needs:
    receiver = task.route.target_agent
    if asked := needs().get(receiver):
        return asked
    detail = f"{receiver} has not declared in needs.yaml what it needs to know of a lead"
    raise InvalidInput(
        [Fault("/route/target_agent", detail)], "Nobody can hand over to this agent."
    )


def _gathered(answers: Answers) -> Gathered:
    found = answers.found
    return Gathered(
        history=found.get(_SOURCES[HISTORY]),
        campaign=found.get(_SOURCES[CAMPAIGN]),
    )


def _handoff_id(task: HandoffTask) -> str:
    """The same for every repetition of this step; another one after a person's decision, and for
    every request to hand over.
    """
    own = [task.resume.escalation_id] if task.resume else []
    own += [task.request_id] if task.request_id else []
    return "-".join((task.lead.lead_id, task.source_agent, task.route.target_agent, *own))


def _jittered(pause: float, lead_id: str, attempt: int) -> float:
    """A pause in seconds, up to half as long again: another one for each lead and attempt, and the
    same each time, so that leads that failed together do not come back together.
    """
    return pause * (1 + _JITTER * (crc32(f"{lead_id}{attempt}".encode()) % 1000) / 1000)


def _reason(
    task: HandoffTask,
    quality: ContextQuality,
    contradictions: tuple[Contradiction, ...],
    *,
    accepted: bool,
) -> str:
    """Why the lead goes to this agent, or why it is held back."""
    if accepted:
        return task.route.reason
    if task.resume:
        return f"{task.route.reason} Held back: a person refused it."
    why = [f"the quality of its context is {quality.quality:.2f}"]
    if quality.unavailable:
        why.append(f"not answering: {', '.join(quality.unavailable)}")
    why.extend(one.text for one in contradictions)
    return f"{task.route.reason} Held back: {'; '.join(why)}."

"""The context engine: gathers what a receiver needs to know of a lead, and says how good it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zlib import crc32

from baton.core.clock import Clock, Sleep
from baton.leads.contact_history import History
from baton.leads.lead import Lead
from baton.messaging.handoff import ContextQuality
from functions.platform.handoff.agreement import Contradiction, contradictions_in
from functions.platform.handoff.context import CAMPAIGN, HISTORY, Gathered, Needs, judge
from functions.platform.handoff.gathering import Answers, Read, Reader, chosen
from functions.platform.handoff.memories import Memories, Patience, remembered
from functions.platform.handoff.models import HandoffTask

if TYPE_CHECKING:
    from baton.campaigns.campaign_repository import CampaignRepository
    from baton.leads.interaction_repository import InteractionRepository

_HISTORY_LIMIT = 1_000
_SOURCES = {HISTORY: "interactions", CAMPAIGN: "campaigns"}
_PAUSES = (0.1, 0.3)
_JITTER = 0.5


@dataclass(frozen=True, slots=True)
class Records:
    """The stores beside the memories that a context is read from."""

    interactions: "InteractionRepository"
    campaigns: "CampaignRepository"


@dataclass(frozen=True, slots=True)
class Brief:
    """A gathered context with its quality, and what in it does not fit together."""

    gathered: Gathered
    quality: ContextQuality
    contradictions: tuple[Contradiction, ...]


class ContextEngine:
    """Reads the records and the four memories side by side. While the context is too poor, or
    somebody does not answer, it asks again, at most twice.
    """

    def __init__(
        self,
        records: Records,
        memories: Memories,
        *,
        clock: Clock,
        sleep: Sleep,
        threshold: float,
        reader: Reader | None = None,
    ) -> None:
        self._records = records
        self._memories = memories
        self._clock = clock
        self._sleep = sleep
        self._threshold = threshold
        self._reader = reader or Reader()
        self._patience = Patience()

    def brief(self, task: HandoffTask, asked: Needs) -> Brief:
        """The context for a receiver with these needs."""
        now = self._clock()
        absent = self._memories.absent(asked.memories)
        wanted = tuple(name for name in asked.memories if name not in absent)
        resting = tuple(name.value for name in wanted if self._patience.resting(name, now))
        sources = self._sources(task, asked)
        remembering = self._memories.reads(
            task.lead,
            task.context.get("temperature"),
            tuple(name for name in wanted if name not in resting),
        )
        sources |= remembering
        answers = self._reader.read(sources)
        brief = self._judged(task, asked, answers, resting, attempt=1)
        for attempt, pause in enumerate(_PAUSES, start=2):
            poor = brief.quality.quality < self._threshold and not task.resume
            again = (answers.lacking or tuple(sources)) if poor else answers.unavailable
            if not again:
                break
            self._sleep(_jittered(pause, task.lead.lead_id, attempt))
            answers = answers.followed_by(self._reader.read(chosen(sources, again)))
            brief = self._judged(task, asked, answers, resting, attempt=attempt)
        self._patience.heard(tuple(remembering), answers.unavailable, self._clock())
        return brief

    def _judged(
        self,
        task: HandoffTask,
        asked: Needs,
        answers: Answers,
        resting: Sequence[str],
        *,
        attempt: int,
    ) -> Brief:
        now = self._clock()
        gathered = self._gathered(task.lead, asked, answers, resting, now)
        contradictions = contradictions_in(task.lead.details, now)
        if gathered.memory is not None:
            contradictions += gathered.memory.differences
        judged = judge(
            asked,
            task.lead,
            said=task.context,
            gathered=gathered,
            contradictions=contradictions,
            now=now,
            threshold=self._threshold,
        )
        quality = ContextQuality(
            completeness=judged.completeness,
            quality=judged.quality,
            missing=judged.missing,
            unavailable=tuple(sorted({*answers.unavailable, *resting})),
            attempts=attempt,
        )
        return Brief(gathered, quality, contradictions)

    def _gathered(
        self, lead: Lead, asked: Needs, answers: Answers, resting: Sequence[str], now: datetime
    ) -> Gathered:
        found = answers.found
        memory = remembered(
            lead,
            now,
            found=found,
            silent=(*answers.unavailable, *resting),
            absent=self._memories.absent(asked.memories),
        )
        return Gathered(
            history=found.get(_SOURCES[HISTORY]),
            campaign=found.get(_SOURCES[CAMPAIGN]),
            memory=memory if asked.memories else None,
        )

    def _sources(self, task: HandoffTask, asked: Needs) -> dict[str, Read]:
        """The records this receiver asks for, by the source's name: at most two."""
        details, lead_id = task.lead.details, task.lead.lead_id
        interactions, campaigns = self._records.interactions, self._records.campaigns

        def history() -> Any:
            return History.of(interactions.of(lead_id, limit=_HISTORY_LIMIT))

        def campaign() -> Any:
            return campaigns.get(details.campaign_id or "")

        reads: dict[str, Read] = {HISTORY: history, CAMPAIGN: campaign}
        return {_SOURCES[name]: reads[name] for name in asked.read_for(details)}


def _jittered(pause: float, lead_id: str, attempt: int) -> float:
    """A pause in seconds, up to half as long again: another one for each lead and attempt, and the
    same each time, so that leads that failed together do not come back together.
    """
    return pause * (1 + _JITTER * (crc32(f"{lead_id}{attempt}".encode()) % 1000) / 1000)

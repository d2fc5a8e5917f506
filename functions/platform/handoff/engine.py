"""The context engine: gathers what a receiver needs to know of a record, and says how good it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from baton.core.clock import Clock, Sleep
from baton.memory.handoff_subject import (
    Contradiction,
    HandoffSubject,
    Needs,
    ReferenceSources,
    Source,
)
from baton.messaging.handoff import ContextQuality
from functions.platform.handoff.context import Gathered, judge
from functions.platform.handoff.gathering import Answers, Reader, chosen
from functions.platform.handoff.memories import Memories, MemoryCooldowns, memories_of, remembered

_PAUSES = (0.1, 0.3)
_JITTER = 0.5


@dataclass(frozen=True, slots=True)
class Brief:
    """A gathered context with its quality, and what in it does not fit together."""

    gathered: Gathered
    quality: ContextQuality
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """A record that is handed over, what its receiver asks for, and what the source agent ``said``. With
    ``decided`` a person has decided whether it goes on, whatever the quality.
    """

    subject: HandoffSubject
    asked: Needs
    said: Mapping[str, Any]
    decided: bool = False


class ContextEngine:
    """Reads the records and the four memories side by side. While the context is too poor, or
    somebody does not answer, it asks again, at most twice.
    """

    def __init__(
        self,
        references: Mapping[str, ReferenceSources],
        memories: Memories,
        *,
        clock: Clock,
        sleep: Sleep,
        threshold: float,
        reader: Reader | None = None,
    ) -> None:
        self._references = references
        self._memories = memories
        self._clock = clock
        self._sleep = sleep
        self._threshold = threshold
        self._reader = reader or Reader()
        self._patience = MemoryCooldowns()

    def brief(self, enquiry: Enquiry) -> Brief:
        """The context for the receiver."""
        now = self._clock()
        needed = memories_of(enquiry.asked)
        absent = self._memories.absent(needed)
        wanted = tuple(name for name in needed if name not in absent)
        resting = tuple(name.value for name in wanted if self._patience.resting(name, now))
        remembering = self._memories.reads(
            enquiry.subject, tuple(name for name in wanted if name not in resting), now
        )
        sources = {one.name: one.read for one in self._sources(enquiry).values()} | remembering
        answers = self._reader.read(sources)
        brief = self._judged(enquiry, answers, resting, attempt=1)
        for attempt, pause in enumerate(_PAUSES, start=2):
            poor = brief.quality.quality < self._threshold and not enquiry.decided
            again = (answers.lacking or tuple(sources)) if poor else answers.unavailable
            if not again:
                break
            self._sleep(_jittered(pause, enquiry.subject.record_id, attempt))
            answers = answers.followed_by(self._reader.read(chosen(sources, again)))
            brief = self._judged(enquiry, answers, resting, attempt=attempt)
        self._patience.heard(tuple(remembering), answers.unavailable, self._clock())
        return brief

    def _judged(
        self, enquiry: Enquiry, answers: Answers, resting: Sequence[str], *, attempt: int
    ) -> Brief:
        now, subject = self._clock(), enquiry.subject
        gathered = self._gathered(enquiry, answers, resting, now)
        contradictions = subject.contradictions(now)
        if gathered.memory is not None:
            contradictions += gathered.memory.differences
        judged = judge(
            enquiry.asked,
            subject,
            said=enquiry.said,
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
        self, enquiry: Enquiry, answers: Answers, resting: Sequence[str], now: datetime
    ) -> Gathered:
        found, needed = answers.found, memories_of(enquiry.asked)
        read = {
            field: found[source.name]
            for field, source in self._sources(enquiry).items()
            if found.get(source.name) is not None
        }
        if not needed:
            return Gathered(read)
        memory = remembered(
            enquiry.subject,
            now,
            found=found,
            silent=(*answers.unavailable, *resting),
            absent=self._memories.absent(needed),
        )
        return Gathered(read, memory)

    def _sources(self, enquiry: Enquiry) -> dict[str, Source]:
        """Where the fields are read that this receiver asks for, by field. What no area that is on can
        tell of a record that is referred to, nobody knows.
        """
        subject, asked = enquiry.subject, enquiry.asked
        referred = {
            field: self._references[field](reference)
            for field, reference in subject.references.items()
            if reference is not None and field in self._references
        }
        every = {**subject.sources, **referred}
        wanted = {*asked.required, *asked.helpful}
        return {field: source for field, source in every.items() if field in wanted}


def _jittered(pause: float, record_id: str, attempt: int) -> float:
    """A pause in seconds, up to half as long again: another one for each record and attempt, and the
    same each time, so that records that failed together do not come back together.
    """
    return pause * (1 + _JITTER * (crc32(f"{record_id}{attempt}".encode()) % 1000) / 1000)

"""Moves a batch of past turns so that a crash between any two steps loses and doubles nothing.

    1  begin    the ledger keeps whose conversations are about to be written, a batch as one item
    2  look     who was erased is left out
    3  write    past turns (by turn id), episodes (by attempt): the same again changes nothing
    4  look     who was erased meanwhile is forgotten again
    5  count    attempts, each once; then the edges that follow from the counts
    6  drop     the turns leave short-term memory
    7  end      the ledger forgets what was begun

Until 6 the turns are still due, so the next run does it all again, to the same end. An erasure sets its
tombstone before it deletes: either 4 sees it, or the erasure's deletion comes after 3. If a run dies
between 3 and 4, what it began is still in the ledger, and the next run looks for it (``tidy``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from baton.memory.pattern_counts import Writing
from baton.memory.person import Turn
from baton.persistence.database import in_parallel
from functions.platform.consolidation import patterns
from functions.platform.consolidation.story import PersonConversation, stories_of

if TYPE_CHECKING:
    from baton.core.clock import Clock
    from baton.memory.conversations import ConversationContext, ConversationSource
    from baton.memory.episodic import EpisodicMemory
    from baton.memory.long_term import LongTermMemory
    from baton.memory.pattern_counts import PatternCounts
    from baton.memory.semantic import SemanticMemory
    from baton.memory.short_term import ShortTermMemory
    from baton.privacy.subject_repository import SubjectRepository

LEASE = timedelta(minutes=30)
"""After so long no run is still at what it began: a run ends long before (see ``function.yaml``)."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a batch."""

    turns: int = 0
    forgotten: int = 0
    remembered: int = 0
    episodes: int = 0
    attempts: int = 0
    learned: int = 0
    unlearned: int = 0

    def plus(self, other: "Moved") -> "Moved":
        """Both together."""
        names = self.__dataclass_fields__
        return Moved(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsolidationMemories:
    """The memories, and what a move reads beside them."""

    short_term: "ShortTermMemory"
    long_term: "LongTermMemory"
    episodes: "EpisodicMemory"
    semantic: "SemanticMemory"
    pattern_counts: "PatternCounts"
    subjects: "SubjectRepository"
    sources: "Sequence[ConversationSource]"
    clock: "Clock"

    def tidy(self) -> int:
        """Finishes what earlier runs began and did not end. Gives how many conversations."""
        left = self.pattern_counts.unfinished(self.clock() - LEASE)
        begun = [one for writing in left for one in writing.conversations]
        for conversation_id, subject in begun:
            owner = self._record_of(conversation_id) or subject
            if self.subjects.was_erased(owner):
                self._forget(subject)
        if left:
            self.pattern_counts.end(left)
        return len(begun)

    def move(self, run: str, turns: Sequence[Turn]) -> Moved:
        """Moves turns that are due. Raises ``Unavailable``; they are due again then."""
        stories = stories_of(turns, self._record_of)
        begun = tuple((one.conversation_id, one.subject) for one in stories if one.subject)
        writings = [Writing(run=run, at=self.clock(), conversations=begun)] if begun else []
        for writing in writings:
            self.pattern_counts.begin(writing)
        living = [story for story in in_parallel(self._read, stories) if story is not None]
        done = self._write(living)
        erased = self._erased_meanwhile(living)
        done = done.plus(self._learn([one for one in living if one not in erased]))
        self.short_term.drop(turns)
        if writings:
            self.pattern_counts.end(writings)
        gone = len(turns) - sum(len(one.turns) for one in living if one not in erased)
        return replace(done, turns=len(turns), forgotten=gone)

    def _record_of(self, conversation_id: str) -> str | None:
        found = (source.record_of(conversation_id) for source in self.sources)
        return next((record for record in found if record), None)

    def _read(self, story: PersonConversation) -> PersonConversation | None:
        """The story with what its area knows of it; ``None`` if the record or person was erased."""
        if story.owner and self.subjects.was_erased(story.owner):
            return None
        if story.record_id is None:
            return story
        context = self._context(story.conversation_id, story.record_id)
        return None if context is None else replace(story, context=context)

    def _context(self, conversation_id: str, record_id: str) -> "ConversationContext | None":
        for source in self.sources:
            if source.record_of(conversation_id):
                return source.context(record_id)
        return None

    def _write(self, stories: Sequence[PersonConversation]) -> Moved:
        past = [(one.subject, turn) for one in stories if one.subject for turn in one.past()]
        in_parallel(lambda given: self.long_term.remember(*given), past)
        told = {one.episode_id: one for story in stories for one in story.episodes()}
        if told and self.episodes.enabled:
            self.episodes.keep(list(told.values()))
        kept = len(told) if self.episodes.enabled else 0
        return Moved(remembered=len(past), episodes=kept)

    def _erased_meanwhile(self, stories: Sequence[PersonConversation]) -> list[PersonConversation]:
        """The stories of those who were erased since they were read; they are forgotten."""
        looked = in_parallel(
            lambda one: bool(one.owner) and self.subjects.was_erased(one.owner or ""), stories
        )
        erased = [story for story, gone in zip(stories, looked, strict=True) if gone]
        for story in erased:
            if story.subject:
                self._forget(story.subject)
        return erased

    def _learn(self, stories: Sequence[PersonConversation]) -> Moved:
        attempts = [attempt for story in stories for attempt in story.attempts()]
        if not attempts:
            return Moved()
        self.pattern_counts.count(attempts)
        touched = {attempt.pattern for attempt in attempts}
        learned, unlearned = patterns.learn(
            self.semantic, self.pattern_counts, touched, self.clock()
        )
        return Moved(attempts=len(attempts), learned=learned, unlearned=unlearned)

    def _forget(self, subject: str) -> None:
        self.long_term.forget(subject)
        self.episodes.forget(subject)

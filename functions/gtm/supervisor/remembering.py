"""Answers that were given before (requirement E8): told again for a while, and when nothing else
can be told.

An answer is kept for whoever may see the same: its key has the tasks, which say period and place
by date, and the scopes that they need. Only what agents read is kept, never what they make or hand
to a person.
"""

import json
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from baton.core.clock import Clock
from baton.gtm.request import RequestAnswer, RequestCost, RequestState
from baton.memory.cache import Cache, key_of
from functions.gtm.supervisor.composing import as_read, text_of
from functions.gtm.supervisor.intents import Vocabulary
from functions.gtm.supervisor.models import Progress
from functions.gtm.supervisor.part_sentences import BY_CATEGORY
from functions.gtm.supervisor.text_features import words_in
from functions.gtm.supervisor.understanding import OF_PARTS

_KIND = "gtm_answer"
_TOLD = {
    *(*OF_PARTS, "changed_most", "premise"),
    *("asks_why", "asks_whether", "asks_formula", "asks_share"),
}
"""What of a question says how its figures are told."""


class Remembering:
    """The cache of answers: an hour in this process, a day for all."""

    def __init__(
        self, cache: Cache, words: Vocabulary, clock: Clock, reused_for: timedelta
    ) -> None:
        self._cache = cache
        self._words = words
        self._clock = clock
        self._reused_for = reused_for

    def recent(self, progress: Progress) -> RequestAnswer | None:
        """An answer that is young enough to be told instead of working it out."""
        return None if progress.asked.fresh else self._kept(progress, self._reused_for)

    def any(self, progress: Progress) -> RequestAnswer | None:
        """An answer of whatever age, for when there is no other."""
        return self._kept(progress, timedelta.max)

    def keep(self, answer: RequestAnswer, progress: Progress) -> None:
        """Keeps a whole answer; not what could not be told, since facts may come in any time."""
        told = not any(one.undefined for one in answer.figures)
        if told and answer.state is RequestState.ANSWERED and (key := self._key(progress)):
            self._cache.put(key, answer.to_json())

    def _kept(self, progress: Progress, longest: timedelta) -> RequestAnswer | None:
        key = self._key(progress)
        value = self._cache.get(key) if key else None
        if value is None:
            return None
        try:
            kept = RequestAnswer.model_validate(value)
        except ValidationError:
            return None
        made_at = kept.answered_at or kept.asked_at
        now = self._clock()
        age = now - made_at
        if age > longest:
            return None
        return _told_again(kept, progress, made_at, now)

    def _key(self, progress: Progress) -> str | None:
        """The key of what is asked for and how it is told; none if a step does more than read."""
        agents, steps, asked = self._words.agents, progress.steps, progress.understanding
        if not steps or not all(agents[one.assignment.agent].reads_only for one in steps):
            return None
        tasks = [[one.assignment.agent, one.task] for one in steps]
        scopes = sorted({agents[one.assignment.agent].scope for one in steps})
        words = sorted(set(words_in(asked.words))) if BY_CATEGORY & set(asked.intents) else ()
        told = [tasks, asked.model_dump(include=_TOLD), words]
        work = json.dumps(told, sort_keys=True, default=str)
        return key_of(_KIND, work, " ".join(scopes))


def _told_again(
    kept: RequestAnswer, progress: Progress, made_at: datetime, now: datetime
) -> RequestAnswer:
    """The figures of then for the question of now, which may have been read otherwise."""
    asked, age, gaps = progress.asked, now - made_at, (*kept.gaps, *progress.gaps)
    when = made_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return kept.model_copy(
        update={
            "request_id": asked.request_id,
            "session_id": asked.session_id,
            "question": asked.question,
            "asked_at": asked.asked_at,
            "answered_at": now,
            "cost": RequestCost(),
            "cached_at": made_at,
            "age_seconds": max(0, int(age.total_seconds())),
            "state": RequestState.PARTLY_ANSWERED if gaps else kept.state,
            "gaps": gaps,
            "understood": as_read(progress, now),
            "route": progress.route,
            "text": f"As worked out {when}:\n{text_of(kept.statements, gaps, kept.missing)}",
        }
    )

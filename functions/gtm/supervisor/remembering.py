"""Answers that were given before (requirement E8): told again for a while, and when nothing else
can be told.

An answer is kept for whoever may see the same: its key has the tasks, which say period and place
by date, and the scopes that they need. Only what agents read is kept, never what they make or hand
to a person.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from baton.core.clock import Clock
from baton.gtm.request import RequestAnswer, RequestCost, RequestState
from baton.memory.cache import Cache, key_of
from functions.gtm.supervisor.intents import Vocabulary
from functions.gtm.supervisor.models import Asked, Step

_KIND = "gtm_answer"


class Remembering:
    """The cache of answers: an hour in this process, a day for all."""

    def __init__(
        self, cache: Cache, words: Vocabulary, clock: Clock, reused_for: timedelta
    ) -> None:
        self._cache = cache
        self._words = words
        self._clock = clock
        self._reused_for = reused_for

    def recent(self, asked: Asked, steps: Sequence[Step]) -> RequestAnswer | None:
        """An answer that is young enough to be told instead of working it out."""
        return None if asked.fresh else self._kept(asked, steps, self._reused_for)

    def any(self, asked: Asked, steps: Sequence[Step]) -> RequestAnswer | None:
        """An answer of whatever age, for when there is no other."""
        return self._kept(asked, steps, timedelta.max)

    def keep(self, answer: RequestAnswer, steps: Sequence[Step]) -> None:
        """Keeps a whole answer."""
        if answer.state is RequestState.ANSWERED and (key := self._key(steps)):
            self._cache.put(key, answer.to_json())

    def _kept(
        self, asked: Asked, steps: Sequence[Step], longest: timedelta
    ) -> RequestAnswer | None:
        key = self._key(steps)
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
        return _told_again(kept, asked, made_at, now)

    def _key(self, steps: Sequence[Step]) -> str | None:
        """The key of what the steps ask for; none if one of them does more than read."""
        agents = self._words.agents
        if not steps or not all(agents[one.assignment.agent].reads_only for one in steps):
            return None
        tasks = [[one.assignment.agent, one.task] for one in steps]
        scopes = sorted({agents[one.assignment.agent].scope for one in steps})
        return key_of(_KIND, json.dumps(tasks, sort_keys=True, default=str), " ".join(scopes))


def _told_again(
    kept: RequestAnswer, asked: Asked, made_at: datetime, now: datetime
) -> RequestAnswer:
    age = now - made_at
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
            "text": f"As worked out {when}:\n{kept.text}",
        }
    )

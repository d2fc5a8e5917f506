"""A request as it is kept, and what people taught the router."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.gtm.request import Gap, GapReason, RequestAnswer, RequestFeedback, RequestState

KEPT_FOR = timedelta(days=90)
"""After a request. Questions are kept without addresses and numbers of people."""

OVERDUE_AFTER = timedelta(minutes=3)
"""No request works longer: one that still seems to has been lost."""

MOST_TAUGHT = 500
"""Examples that are kept: the oldest go first."""

_LOST = Gap(
    what="the whole request",
    reason=GapReason.FAILED,
    why="it was begun and never came to its end",
    what_to_do="ask again",
)


class KeptRequest(Contract):
    """A request with who asked it. ``understanding`` is what a follow-up goes on with: the
    supervisor's own.
    """

    caller: str = Field(max_length=200)
    answer: RequestAnswer
    understanding: dict[str, Any] | None = None
    feedback: RequestFeedback | None = None


class TaughtExample(Contract):
    """A question with what was meant by it, as somebody who may teach said."""

    example_id: Ulid
    text: str = Field(min_length=1, max_length=300)
    intent: str = Field(max_length=80)
    by: str = Field(max_length=200)
    at: UtcDatetime


def shown(kept: KeptRequest, now: datetime) -> RequestAnswer:
    """The answer as it stands: one that never came to its end is a failed one."""
    answer = kept.answer
    if answer.state is not RequestState.WORKING or now - answer.asked_at < OVERDUE_AFTER:
        return answer
    text = f"Missing: {_LOST.what} ({_LOST.why}). What to do: {_LOST.what_to_do}."
    return answer.model_copy(update={"state": RequestState.FAILED, "gaps": (_LOST,), "text": text})

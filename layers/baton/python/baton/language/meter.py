"""What language models cost, as metrics by agent and purpose, and who is told of it (E11, G8)."""

import hashlib
from collections.abc import Callable
from typing import Any

from ulid import ULID

from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.core.message import MessageType
from baton.core.observability import record
from baton.language.budget import MICROS, Day, Rules
from baton.language.events import LANGUAGE_BUDGET_ALERT, LanguageBudgetAlert
from baton.language.generation import Written, WrittenBy
from baton.language.spending import SpendingRepository
from baton.messaging.announcements import event_message
from baton.messaging.bus import Bus

SERVICE = "language"
"""The metrics' dimension ``service``, whichever function it was."""


def tell(written: Written[Any]) -> None:
    """Writes one line of what was written. The text itself is nobody's business here."""
    record(
        SERVICE,
        "written",
        milliseconds={"LanguageDuration": written.milliseconds},
        counts={
            "LanguageAsks": 1,
            "LanguageCalls": written.calls,
            "LanguageTokensIn": written.tokens_in,
            "LanguageTokensOut": written.tokens_out,
            "LanguageCostDollars": written.cost_micros / MICROS,
            "LanguageCached": int(written.cached),
            "LanguageByTemplate": int(written.written_by is WrittenBy.TEMPLATE),
        },
        by={"agent": written.agent, "purpose": written.purpose},
        prompt=written.prompt_version,
        model=written.model,
        reason=written.reason,
    )


def doubted(model: str, counted: int, held: int) -> None:
    """Writes one line of a count of tokens that cannot be right: a price in ``models.yaml`` may be
    wrong, or the endpoint. What was held is charged, in millionths of a dollar.
    """
    record(
        SERVICE,
        "the endpoint counts more tokens than the call can have",
        counts={"LanguageUsageDoubted": 1},
        model=model,
        counted_dollars=counted / MICROS,
        charged_dollars=held / MICROS,
    )


class BudgetAlert:
    """Tells that the day's budget is nearly spent: once, if the bus takes it, and else again with the
    next hold or settlement. Two workers that cross the line together say the same message.
    """

    def __init__(
        self, spending: SpendingRepository, bus: Callable[[], Bus], rules: Rules, clock: Clock
    ) -> None:
        self._spending = spending
        self._bus = bus
        self._rules = rules
        self._clock = clock

    def __call__(self, day: Day) -> None:
        """Tells, and remembers that it was told."""
        spent = day.committed / MICROS
        record(
            SERVICE,
            "budget nearly spent",
            counts={"LanguageBudgetAlerts": 1},
            dollars=spent,
        )
        payload = LanguageBudgetAlert(
            day=day.day, committed_usd=spent, limit_usd=self._rules.limit / MICROS
        )
        message_id = _message_id(day)
        message = event_message(
            LANGUAGE_BUDGET_ALERT,
            payload,
            sender="language",
            message_type=MessageType.ERROR_NOTIFICATION,
            message_id=message_id,
            correlation_id=message_id,
            now=self._clock(),
        )
        try:
            if not self._bus().publish([(LANGUAGE_BUDGET_ALERT.name, message)]):
                self._spending.alerted(day.day, self._clock())
        except Unavailable:
            return


def _message_id(day: Day) -> str:
    """The same for the same day."""
    digest = hashlib.sha256(f"language budget {day.day:%Y-%m-%d}".encode()).digest()
    return str(ULID.from_bytes(digest[:16]))

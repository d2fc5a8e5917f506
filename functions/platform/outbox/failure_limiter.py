"""Stops a call from trying what does not answer anyway."""

import threading
from collections import Counter

from baton.messaging.outbox import Work

PATIENCE = 3
"""How many times in a row a kind of work may find nobody at home."""


class FailureLimiter:
    """One call's memory of what does not answer.

    When Step Functions is down, every run fails, and each try costs an entry one of its attempts: an
    outage of ten minutes would park every lead that is waiting. So after ``PATIENCE`` unanswered
    tries in a row a kind of work is left alone until the next sweep, and only the few entries that
    asked have paid.
    """

    def __init__(self) -> None:
        self._unanswered: Counter[Work] = Counter()
        self._lock = threading.Lock()

    def unanswered(self, work: Work) -> None:
        """Somebody had to be asked and did not answer."""
        with self._lock:
            self._unanswered[work] += 1

    def answered(self, work: Work) -> None:
        """Somebody answered, whatever it was."""
        with self._lock:
            self._unanswered[work] = 0

    def holds(self, work: Work | None) -> bool:
        """Whether this kind of work should be left alone for now."""
        return work is not None and self._unanswered[work] >= PATIENCE

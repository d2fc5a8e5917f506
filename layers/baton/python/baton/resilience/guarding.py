"""Calling a dependency outside through its circuit breaker."""

from collections.abc import Callable
from typing import TypeVar

from baton.core.errors import BatonError, Unavailable
from baton.core.observability import logger
from baton.resilience.breaker import Breaker, CircuitOpen

Result = TypeVar("Result")


class Guard:
    """A breaker around calls. ``instead`` says what happens without the dependency, for whoever reads
    the log: it is declared where the dependency is wired. ``answers`` are errors by which it does
    answer, though they count as ``Unavailable`` elsewhere.
    """

    def __init__(
        self, breaker: Breaker, instead: str, answers: tuple[type[Unavailable], ...] = ()
    ) -> None:
        self._breaker = breaker
        self.instead = instead
        self._answers = answers

    def taking(self, *answers: type[Unavailable]) -> "Guard":
        """The same, for which these errors are answers, too."""
        return Guard(self._breaker, self.instead, (*self._answers, *answers))

    def call(self, ask: Callable[[], Result]) -> Result:
        """What ``ask`` gives. Raises ``CircuitOpen`` instead of asking a dependency that is left alone;
        what ``ask`` raises as ``Unavailable`` counts as its failure, any other error as an answer.
        """
        try:
            passage = self._breaker.enter()
        except CircuitOpen:
            extra = {"dependency": self._breaker.dependency, "instead": self.instead}
            logger("resilience").info("dependency skipped: circuit open", extra=extra)
            raise
        try:
            result = ask()
        except self._answers:
            passage.succeeded()
            raise
        except Unavailable:
            passage.failed()
            raise
        except BatonError:
            passage.succeeded()
            raise
        except BaseException:
            passage.unused()
            raise
        passage.succeeded()
        return result

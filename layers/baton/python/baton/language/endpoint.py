"""One call to a language model, and what comes back: the port that the gateway stands on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from baton.core.errors import BatonError
from baton.language.prompts import Messages
from baton.resilience.retry import FailedAttempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a model is asked. ``parameters`` are those of the protocol beside model and messages;
    ``seconds`` is how long it may take in all.
    """

    model: str
    messages: Messages
    parameters: Mapping[str, Any]
    seconds: float


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered. Tokens are ``None`` if the endpoint does not count them."""

    text: str
    model: str
    finished: str = "stop"
    """``stop``, ``length`` (the limit cut it off), or why else it ended"""
    tokens_in: int | None = None
    tokens_out: int | None = None


class ModelFault(BatonError):
    """A call did not work. ``charged`` tells whether it may have cost something, ``answered`` whether
    an answer came, whole, that is none: asking for the same five times is paid for five times.
    """

    def __init__(
        self, detail: str, fault: FailedAttempt, *, charged: bool, answered: bool = False
    ) -> None:
        super().__init__(detail)
        self.fault = fault
        self.charged = charged
        self.answered = answered


def sound(text: str) -> str:
    """``text`` as it can be encoded: halves of surrogate pairs are put together, or replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class Endpoint(Protocol):
    """Where models answer. Both methods raise ``ModelFault``."""

    def complete(self, call: Call) -> Completion:
        """The whole answer."""
        ...

    def stream(self, call: Call) -> Iterator[str | Completion]:
        """The answer's pieces as they come, and the whole as the last."""
        ...

    def renew(self) -> None:
        """Reads the key anew before the next call."""
        ...

"""A sender behind a circuit breaker."""

from baton.effects.effect import Effect
from baton.effects.sender import DeliveryReport, OutboundMessage, ProviderUnavailable, Sender
from baton.resilience.breaker import Breaker, CircuitOpen
from baton.resilience.guarding import Guard


class GuardedSender:
    """See ``baton.effects.sender.Sender``. While the circuit is open nothing is handed in, so the
    ledger puts the effect off; whoever takes nothing now, or refuses, has answered.
    """

    def __init__(self, inner: Sender, breaker: Breaker) -> None:
        self._inner = inner
        self._guard = Guard(breaker, "the effect is put off", answers=(ProviderUnavailable,))

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        """See ``Sender``."""
        try:
            return self._guard.call(lambda: self._inner.carry_out(effect, message))
        except CircuitOpen as error:
            raise ProviderUnavailable(str(error)) from error

    def look_up(self, effect: Effect) -> DeliveryReport:
        """See ``Sender``."""
        return self._inner.look_up(effect)

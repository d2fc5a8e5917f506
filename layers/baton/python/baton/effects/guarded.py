"""A way out of the house behind a circuit breaker."""

from baton.contracts.effect import Effect
from baton.effects.carrier import Carrier, NotTaken, Order, Record
from baton.resilience.breaker import Breaker, CircuitOpen
from baton.resilience.guarding import Guard


class GuardedCarrier:
    """See ``baton.effects.carrier.Carrier``. While the circuit is open nothing is handed in, so the
    ledger puts the effect off; whoever takes nothing now, or refuses, has answered.
    """

    def __init__(self, inner: Carrier, breaker: Breaker) -> None:
        self._inner = inner
        self._guard = Guard(breaker, "the effect is put off", answers=(NotTaken,))

    def carry_out(self, effect: Effect, order: Order) -> str:
        """See ``Carrier``."""
        try:
            return self._guard.call(lambda: self._inner.carry_out(effect, order))
        except CircuitOpen as error:
            raise NotTaken(str(error)) from error

    def look_up(self, effect: Effect) -> Record:
        """See ``Carrier``."""
        return self._inner.look_up(effect)

"""A way out of the house behind a circuit breaker."""

from baton.contracts.effect import Effect
from baton.effects.carrier import Carrier, NotTaken, Order, Record
from baton.resilience.breaker import Breaker, CircuitOpen
from baton.runtime.errors import BatonError, Unavailable


class GuardedCarrier:
    """See ``baton.effects.carrier.Carrier``. While the circuit is open nothing is handed in, so the
    ledger puts the effect off; whoever takes nothing now, or refuses, has answered.
    """

    def __init__(self, inner: Carrier, breaker: Breaker) -> None:
        self._inner = inner
        self._breaker = breaker

    def carry_out(self, effect: Effect, order: Order) -> str:
        """See ``Carrier``."""
        try:
            passage = self._breaker.enter()
        except CircuitOpen as error:
            raise NotTaken(str(error)) from error
        try:
            receipt = self._inner.carry_out(effect, order)
        except NotTaken:
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
        return receipt

    def look_up(self, effect: Effect) -> Record:
        """See ``Carrier``."""
        return self._inner.look_up(effect)

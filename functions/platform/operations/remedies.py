"""Carrying out recoveries: the ledger's sender of ``EffectKind.RECOVERY``.

What to do stands in the effect (``what``, as ``shift_alias:engagement``), put there by a rule; no
text from outside reaches this. A recovery that was begun by a process that died is looked up by what it
would have changed; those that say ``REPEATABLE`` do nothing the second time.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace

from baton.core.clock import Clock
from baton.effects.effect import Effect
from baton.effects.sender import (
    DeliveryReport,
    DeliveryStatus,
    OutboundMessage,
    ProviderUnavailable,
    Rejected,
)
from baton.incidents.incident import Remedy, RemedyKind, RemedyName
from baton.incidents.remedies import RemedyPolicy
from baton.messaging.outbox import Outbox
from baton.messaging.outbox_work import workflow_of
from baton.resilience.breaker import BreakerRepository
from baton.resilience.circuit import Circuit, CircuitState
from baton.resilience.probing import Prober
from functions.platform.operations.cloud_control import CloudControl
from functions.platform.operations.diagnostics_collector import MOST_REDRIVES

MOST_MESSAGES = 100
"""Calls of a queue, or parked entries, that one recovery makes again."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What recoveries work with. ``of_areas`` are the areas' own remedies by kind; a person decides on
    the parked runs of ``escalated`` workflows.
    """

    cloud: CloudControl
    outbox: Outbox
    breakers: BreakerRepository
    prober: Prober
    of_areas: Mapping[RemedyName, RemedyPolicy]
    escalated: Container[str | None]
    clock: Clock


class RecoverySender:
    """See ``baton.effects.sender.Sender``."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._outbox = tools.outbox
        self._breakers = tools.breakers
        self._senders: Mapping[RemedyName, Callable[[str], str]] = {
            RemedyKind.REDRIVE_QUEUE: self._redrive_queue,
            RemedyKind.REDRIVE_PARKED: self._redrive_parked,
            RemedyKind.SWEEP_OUTBOX: self._sweep,
            RemedyKind.RESET_BREAKER: self._reset_breaker,
            RemedyKind.SHIFT_ALIAS: self._shift_alias,
            **{kind: one.carry_out for kind, one in tools.of_areas.items()},
        }
        self._signs: Mapping[RemedyName, Callable[[str], bool]] = {
            RemedyKind.RESET_BREAKER: self._is_closed,
            RemedyKind.SHIFT_ALIAS: self._is_back,
            **{kind: one.is_done for kind, one in tools.of_areas.items()},
        }

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        """See ``Sender``."""
        del message
        remedy = self._remedy(effect)
        return self._senders[remedy.kind](remedy.target)

    def look_up(self, effect: Effect) -> DeliveryReport:
        """See ``Sender``."""
        remedy = self._remedy(effect)
        sign = self._signs.get(remedy.kind)
        if sign is None:
            return DeliveryReport(
                DeliveryStatus.REPEATABLE, "whatever it did, a repeat finds the rest"
            )
        if sign(remedy.target):
            return DeliveryReport(
                DeliveryStatus.SEEN, "what it would have changed is changed", "seen"
            )
        return DeliveryReport(DeliveryStatus.ABSENT, "what it would have changed is as it was")

    def _redrive_queue(self, queue: str) -> str:
        made = self._tools.cloud.redrive(queue, MOST_MESSAGES)
        return f"{made} calls made again"

    def _redrive_parked(self, _: str) -> str:
        now = self._tools.clock()
        again = [
            self._outbox.redrive(one.entry_id, now=now, most=MOST_REDRIVES)
            for one in self._outbox.put_aside(MOST_MESSAGES)
            if workflow_of(one) not in self._tools.escalated
        ]
        return f"{sum(again)} entries in circulation again"

    def _sweep(self, _: str) -> str:
        self._tools.cloud.sweep()
        return "the outbox was called"

    def _reset_breaker(self, dependency: str) -> str:
        if (fault := self._tools.prober.probe(dependency)) is not None:
            raise Rejected(f"{dependency} is not well: {fault}.")
        circuit = self._breakers.read(dependency)
        closed = replace(Circuit(), version=circuit.version + 1)
        if not self._breakers.swap(dependency, circuit, closed):
            raise ProviderUnavailable(f"The circuit of {dependency} was just changed by another.")
        return f"{dependency} answered a probe, and its circuit is closed"

    def _shift_alias(self, function: str) -> str:
        seen = self._tools.cloud.deployed(function)
        if seen.previous is None or seen.version != seen.newest or seen.moving:
            raise Rejected(f"{function} has no version to go back to, or is being deployed.")
        if not self._tools.cloud.shift(function, seen.previous, seen.revision):
            raise ProviderUnavailable(f"The alias of {function} was just changed by another.")
        return f"{function} is back at version {seen.previous}"

    def _is_closed(self, dependency: str) -> bool:
        return self._breakers.read(dependency).state(self._tools.clock()) is CircuitState.CLOSED

    def _is_back(self, function: str) -> bool:
        seen = self._tools.cloud.deployed(function)
        return seen.version != seen.newest

    def _remedy(self, effect: Effect) -> Remedy:
        """What an effect would do. Raises ``Rejected`` if a newer version of Baton wrote it, or its
        area is off.
        """
        try:
            remedy = Remedy.read(str(effect.parameters.get("what", "")))
        except ValueError as error:
            raise Rejected("This version knows no such recovery.") from error
        if remedy.kind not in self._senders:
            raise Rejected("This version knows no such recovery.")
        return remedy

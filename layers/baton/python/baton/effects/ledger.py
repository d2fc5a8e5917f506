"""The effect ledger: the only way in which anything outside is acted on. ``effect.py`` draws an
effect's way.

Whoever wants something done makes an ``Effect`` under a key that names the act, not the attempt, and
calls ``carry_out`` as often as it likes, with what is true around it: the message, the rule by which it
may happen, the quotas it takes, and the conditions under which its reservation commits.

    time ─►
    read the context, contact status, quotas     the policy judges what was read
    ┌ one transaction ───────────────────────────────────────────────────────────────┐
    │ effect reserved · the person's send counted, if nothing about them changed ·   │
    │ the quotas' room taken · every condition that was handed in                     │
    └─────────────────────────────────────────────────────────────────────────────────┘
    the provider's call, once, with the key            a crash from here on: unknown
    settled: done, failed, or planned again            a crash before that: unknown too

An opt-out is a write to what the transaction depends on: if it is committed before, the transaction
does not commit, is judged anew, and is refused. So is a price that changed, or a last item in stock, if
its owner hands that in as a condition.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from baton.core.clock import Clock
from baton.core.errors import BatonError, Unavailable
from baton.core.observability import logger
from baton.effects.channel_switch import SwitchBoard
from baton.effects.contact_status import Quota
from baton.effects.contact_status_repository import ContactStatusRepository
from baton.effects.effect import Effect, EffectState, Purpose
from baton.effects.policy import Facts, Outcome, Rule, judge, no_objection
from baton.effects.repository import EffectRepository, found
from baton.effects.sender import (
    NO_MESSAGE,
    DeliveryReport,
    DeliveryStatus,
    Misconfigured,
    OutboundMessage,
    ProviderUnavailable,
    Rejected,
    SenderRegistry,
)
from baton.effects.settlement import Settlement, next_version
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transaction, Transactions

LEASE = timedelta(minutes=5)
"""How long whoever reserved an effect may take to settle it; then it is unknown."""

LAST_CALL = timedelta(minutes=3)
"""So long after the reservation a provider is still called. What is left of the lease outlasts a call,
so that nobody calls for an effect that others have begun to look up."""

UNKNOWN_FOR = timedelta(hours=24)
"""How long a provider's record is looked at for an unknown effect. Then a person looks."""


Condition = Callable[[Transaction], None]
"""Adds to the transaction that reserves an effect what it depends on: a version that must be as it was
read, a row of stock that must have room. Its refusal at the commit must be ``StaleVersion``: then the
context is read and judged anew. An effect may be reserved again, so what a condition takes it takes
under the effect's key or its subject's; whoever planned a refused or failed effect gives it back.
"""


@dataclass(frozen=True, slots=True)
class SendContext:
    """What is true around an effect just now, as whoever carries it out has read it."""

    message: OutboundMessage = NO_MESSAGE
    rule: Rule = no_objection
    conditions: Sequence[Condition] = ()
    quotas: Sequence[Quota] = ()


class EffectLedger:
    """Carries effects out, each at most once, and knows of which it does not know."""

    def __init__(
        self,
        *,
        effects: EffectRepository,
        contact_statuses: ContactStatusRepository,
        transactions: Transactions,
        senders: SenderRegistry,
        switches: SwitchBoard,
        clock: Clock,
        worker: str,
    ) -> None:
        self._effects = effects
        self._contact_statuses = contact_statuses
        self._transactions = transactions
        self._senders = senders
        self._switches = switches
        self._clock = clock
        self._worker = worker
        self._settlement = Settlement(
            effects=effects,
            contact_statuses=contact_statuses,
            transactions=transactions,
            clock=clock,
        )

    def carry_out(self, effect: Effect, context: Callable[[], SendContext]) -> Effect:
        """Brings an effect as far as it comes now, and gives it as it is kept then.

        ``context`` is asked anew at every attempt. What is settled, not due yet, or under way
        elsewhere stays as it is; what nobody knows of is looked up first. Raises ``Unavailable`` or
        ``Conflict``, after which the same call goes on where this one stopped.
        """

        def attempt() -> tuple[Effect, OutboundMessage | None]:
            kept = self._effects.find(effect.effect_id)
            current = kept or effect
            if current.state in (EffectState.RESERVED, EffectState.UNKNOWN):
                current = self._reconciled(current)
            due = current.due_at is not None and current.due_at <= self._clock()
            if current.state is not EffectState.PLANNED or not due:
                return current, None
            return self._judged(current, context(), there=kept is not None)

        reserved, message = retry_on_conflict(attempt)
        return reserved if message is None else self._handed_over(reserved, message)

    def plan(self, effect: Effect, within: Transaction) -> None:
        """Keeps a planned effect with whatever else a transaction keeps. It is carried out once
        somebody calls for it after ``due_at``; ``due`` finds it. The commit raises ``StaleVersion``
        if it is there already.
        """
        self._effects.put(effect, within)

    def due(self, owner: str, limit: int = 100, shard: int | None = None) -> tuple[Effect, ...]:
        """What an owner is to carry out, try again or look up now, the longest due first."""
        return self._effects.due(owner, self._clock(), limit, shard)

    def cancel(self, effect_id: str, reason: str) -> Effect:
        """Refuses an effect that is planned only; any other stays. Raises ``NotFound``."""

        def attempt() -> Effect:
            effect = found(self._effects, effect_id)
            if effect.state is not EffectState.PLANNED:
                return effect
            return self._kept(effect, EffectState.REFUSED, reason)

        return retry_on_conflict(attempt)

    def confirm_delivery(self, effect_id: str, receipt: str, words: str) -> Effect | None:
        """Takes a provider's word that it carried out an effect: done, if that was not known yet.

        ``None`` if there is no such effect.
        """

        return self._settlement.done(effect_id, receipt, words)

    def _judged(
        self, effect: Effect, context: SendContext, *, there: bool
    ) -> tuple[Effect, OutboundMessage | None]:
        """The effect refused, put off, or reserved; only then there is a message to send."""
        now = self._clock()
        contact_statuses, quotas = self._contact_statuses.read(effect.person_keys, context.quotas)
        off, stop = self._senders.off(effect.kind), self._switches.stop_of(effect.kind)
        verdict = judge(Facts(effect, now, off, contact_statuses, quotas, stop), context.rule)
        reason = "; ".join(verdict.reasons)
        if verdict.outcome is Outcome.NEVER:
            return self._kept(effect, EffectState.REFUSED, reason, there=there), None
        if verdict.outcome is Outcome.LATER:
            state, until = EffectState.PLANNED, verdict.until
            return self._kept(effect, state, reason, due=until, there=there), None
        reserved = self._reserved(effect, quotas, now, there=there)
        with self._transactions.begin() as within:
            self._effects.put(reserved, within)
            for number, status in enumerate(contact_statuses):
                if number == 0 and effect.purpose is not Purpose.TRANSACTIONAL:
                    self._contact_statuses.replace(status.with_send(effect, now), within)
                else:
                    self._contact_statuses.hold(status, within)
            for condition in context.conditions:
                condition(within)
            for quota in quotas:
                self._contact_statuses.use(quota, now, within)
        return reserved, context.message

    def _reserved(
        self, effect: Effect, quotas: Sequence[Quota], now: datetime, *, there: bool
    ) -> Effect:
        words = f"reserved by {self._worker}"
        state, due = EffectState.RESERVED, now + LEASE
        return next_version(effect, state, words, now, due=due, there=there).model_copy(
            update={
                "reason": None,
                "worker": self._worker,
                "attempts": effect.attempts + 1,
                "reserved_at": now,
                "counted": tuple(quota.use for quota in quotas),
            }
        )

    def _handed_over(self, effect: Effect, message: OutboundMessage) -> Effect:
        """Calls the provider, once, and settles the effect by what it says."""
        sender, settlement = self._senders.to(effect.kind), self._settlement
        if sender is None:  # the policy has seen one
            return settlement.withdrawn(effect, f"{effect.kind} has no sender", final=True)
        if why := self._held_back(effect):
            return settlement.withdrawn(effect, why)
        try:
            receipt = sender.carry_out(effect, message)
        except Rejected as error:
            return settlement.withdrawn(effect, str(error), final=True)
        except ProviderUnavailable as error:
            return self._put_off(effect, error)
        except Exception as error:  # nobody knows what happened, and the log says what
            known = isinstance(error, BatonError)
            words = str(error) if known else f"{type(error).__name__} in the middle of the call"
            extra = {"effect_id": effect.effect_id, "error": words}
            log = logger("effects")
            log.warning("effect outcome unknown", extra=extra, exc_info=None if known else error)
            now = self._clock()
            return settlement.unknown(effect, words, now + _next_look(effect, now))
        return settlement.done(effect.effect_id, receipt, "the provider took it") or effect

    def _put_off(self, effect: Effect, error: ProviderUnavailable) -> Effect:
        if error.until is not None:
            return self._settlement.deferred(effect, str(error), error.until)
        if isinstance(error, Misconfigured):
            return self._settlement.held(effect, str(error))
        return self._settlement.withdrawn(effect, str(error))

    def _held_back(self, effect: Effect) -> str | None:
        """Why a provider is not called after all, if so."""
        if effect.reserved_at is None or self._clock() > effect.reserved_at + LAST_CALL:
            return "this worker was too slow to call the provider"
        return self._switches.stop_of(effect.kind)

    def _reconciled(self, effect: Effect) -> Effect:
        """An effect that nobody settled, by the provider's own record; one whose lease lasts, or that
        is to be looked at later, as it is.
        """
        now = self._clock()
        if effect.due_at is None or effect.due_at > now:
            return effect
        sender = self._senders.to(effect.kind)
        try:
            record = sender.look_up(effect) if sender else _NO_RECORD
        except Unavailable as error:
            record = DeliveryReport(DeliveryStatus.UNSURE, str(error))
        if record.sighting is DeliveryStatus.SEEN:
            receipt = record.receipt or ""
            return self._settlement.done(effect.effect_id, receipt, record.words) or effect
        if record.sighting is not DeliveryStatus.UNSURE:
            return self._settlement.withdrawn(effect, record.words, at_once=True)
        if now - (effect.reserved_at or effect.planned_at) >= UNKNOWN_FOR:
            logger("effects").error(
                "effect outcome still unknown", extra={"effect_id": effect.effect_id}
            )
            return self._settlement.unknown(effect, f"{record.words}; a person must look", None)
        return self._settlement.unknown(effect, record.words, now + _next_look(effect, now))

    def _kept(
        self,
        effect: Effect,
        state: EffectState,
        words: str,
        *,
        due: datetime | None = None,
        there: bool = True,
    ) -> Effect:
        kept = next_version(effect, state, words, self._clock(), due=due, there=there)
        self._effects.put(kept)
        return kept


_NO_RECORD = DeliveryReport(
    DeliveryStatus.UNSURE, "its kind has no sender any more, so there is no record to look at"
)


def _next_look(effect: Effect, now: datetime) -> timedelta:
    """How long an unknown effect waits for the next look: as long as it has been unknown, from one
    minute, after which no call is under way any more, to an hour.
    """
    known = now - (effect.reserved_at or effect.planned_at)
    return min(max(known, timedelta(minutes=1)), timedelta(hours=1))

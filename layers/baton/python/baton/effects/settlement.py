"""How an effect goes on after it was reserved: what a call came to, and what a record says of it."""

from datetime import datetime, timedelta

from baton.core.clock import Clock
from baton.core.errors import StaleVersion
from baton.core.observability import logger, record
from baton.effects.contact_status_repository import ContactStatusRepository
from baton.effects.effect import MOST_NOTES, Effect, EffectState, Note
from baton.effects.repository import EffectRepository, found
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transactions

HELD_FOR = timedelta(minutes=15)
"""How long an effect waits for somebody to put the deployment right, before it is tried again."""

MOST_ATTEMPTS = 6
"""Calls of a provider that takes nothing, before the effect has failed."""


def next_version(
    effect: Effect,
    state: EffectState,
    words: str,
    now: datetime,
    *,
    due: datetime | None = None,
    there: bool = True,
) -> Effect:
    """The next version of an effect, or its first if it is not ``there``, with one more line in its
    story. ``due`` is when it is looked at next.
    """
    note = Note(at=now, state=state, text=words)
    return effect.model_copy(
        update={
            "version": effect.version + 1 if there else 1,
            "state": state,
            "reason": words,
            "due_at": due,
            "settled_at": now if state.settled else None,
            "story": (*effect.story, note)[-MOST_NOTES:],
        }
    )


class Settlement:
    """Writes down what became of effects. Whoever was faster is not overwritten, but by who knows
    that the provider did it.
    """

    def __init__(
        self,
        *,
        effects: EffectRepository,
        contact_statuses: ContactStatusRepository,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._effects = effects
        self._contact_statuses = contact_statuses
        self._transactions = transactions
        self._clock = clock

    def done(self, effect_id: str, receipt: str, words: str) -> Effect | None:
        """An effect that the provider carried out, whatever was thought of it meanwhile. ``None`` if
        there is no such effect.
        """

        def attempt() -> Effect | None:
            kept = self._effects.find(effect_id)
            if kept is None or kept.state is EffectState.DONE:
                return kept
            done = next_version(kept, EffectState.DONE, words, self._clock())
            done = done.model_copy(update={"receipt": receipt})
            self._effects.put(done)
            return done

        return retry_on_conflict(attempt)

    def unknown(self, effect: Effect, words: str, due: datetime | None) -> Effect:
        """An effect of which nobody knows, to be looked up again when it is ``due``."""
        unknown = next_version(effect, EffectState.UNKNOWN, words, self._clock(), due=due)
        try:
            self._effects.put(unknown)
        except StaleVersion:
            return found(self._effects, effect.effect_id)
        return unknown

    def withdrawn(
        self, effect: Effect, words: str, *, final: bool = False, at_once: bool = False
    ) -> Effect:
        """An effect of which it is known that it did not happen: it no longer counts. It has failed,
        if that is ``final`` or it was tried too often, or is planned again: ``at_once`` the first time,
        then later and later, so that attempts outlast a provider that is down for some minutes.
        """
        over, now = final or effect.attempts >= MOST_ATTEMPTS, self._clock()
        due = now if at_once and effect.attempts == 1 else now + _retry_delay(effect.attempts)
        withdrawn = next_version(
            effect,
            EffectState.FAILED if over else EffectState.PLANNED,
            words,
            now,
            due=None if over else due,
        )
        return self._given_back(effect, withdrawn)

    def held(self, effect: Effect, words: str) -> Effect:
        """An effect that waits until somebody puts the deployment right: the attempt does not count, and
        an alarm on the figure tells people.
        """
        extra = {"effect_id": effect.effect_id, "error": words}
        logger("effects").error("an effect is held: the deployment must be put right", extra=extra)
        record("effects", "effects", counts={"Held": 1, "NeedsAPerson": 1})
        return self.deferred(effect, words, self._clock() + HELD_FOR)

    def deferred(self, effect: Effect, words: str, until: datetime) -> Effect:
        """An effect that waits until a moment; the attempt does not count."""
        waiting = next_version(effect, EffectState.PLANNED, words, self._clock(), due=until)
        return self._given_back(
            effect, waiting.model_copy(update={"attempts": effect.attempts - 1})
        )

    def _given_back(self, effect: Effect, after: Effect) -> Effect:
        """Keeps ``after``, with what the effect took given back, unless another was faster."""
        withdrawn = after.model_copy(update={"counted": ()})

        def attempt() -> Effect:
            kept = found(self._effects, effect.effect_id)
            if kept.version != effect.version:
                return kept
            contact_statuses, _ = self._contact_statuses.read(effect.person_keys[:1])
            with self._transactions.begin() as within:
                self._effects.put(withdrawn, within)
                for standing in contact_statuses:
                    self._contact_statuses.replace(standing.without_send(effect), within)
                for use in effect.counted:
                    self._contact_statuses.give_back(use, within)
            return withdrawn

        return retry_on_conflict(attempt)


def _retry_delay(attempts: int) -> timedelta:
    """A minute, doubled with every attempt, at most an hour."""
    return min(timedelta(minutes=2 ** (attempts - 1)), timedelta(hours=1))

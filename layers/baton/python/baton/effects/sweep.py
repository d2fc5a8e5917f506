"""Carrying out whatever of an owner's effects is due: those of a subject one after the other."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from pydantic import Field

from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.errors import BatonError
from baton.core.observability import logger, record
from baton.effects.effect import Effect, EffectState
from baton.effects.ledger import EffectLedger
from baton.persistence.database import in_parallel
from baton.persistence.shards import DUE_SHARDS

TIME = timedelta(seconds=40)
"""How long a sweep begins new effects; the next one comes after a minute."""

METRICS = "effects"
"""The name of the figures and log lines of all sweeps, so that one alarm watches them."""

PAGE = 100
"""Effects that are asked for at a time."""


class SweepTask(Contract):
    """Carry out what is due, at most ``most`` effects; of one shard, if it is named."""

    most: int = Field(default=2_000, ge=1, le=5_000)
    shard: int | None = Field(default=None, ge=0, lt=DUE_SHARDS)


class SweepResult(Contract):
    """How many effects are now in each state, and how many could not be looked at just now. Which
    they are, only the process itself knows (``handled``).
    """

    states: dict[EffectState, int] = Field(default_factory=dict)
    put_off: int = 0
    more: bool = False
    """whether the time was over, or enough was done, before nothing was left"""
    handled: tuple[Effect, ...] = Field(default=(), exclude=True)


class Sweep:
    """Advances an owner's effects: ``advance`` brings one as far as it comes now. What cannot be looked
    at stays due, and holds up no other.
    """

    def __init__(
        self,
        *,
        ledger: EffectLedger,
        owner: str,
        advance: Callable[[Effect], Effect],
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._owner = owner
        self._advance = advance
        self._clock = clock

    def due(self, most: int, shard: int | None = None) -> SweepResult:
        """Advances what is due, the longest due first, each once; of all shards, or of one. The index
        may still name what is done.
        """
        until = self._clock() + TIME
        handled: list[Effect] = []
        errors: list[Exception] = []
        seen: set[str] = set()
        while self._clock() < until and len(seen) < most:
            due = self._ledger.due(self._owner, min(PAGE + len(seen), 1_000), shard)
            fresh = [one for one in due if one.effect_id not in seen][: most - len(seen)]
            if not fresh:
                return self._told(handled, errors)
            effects, failed = self._each(fresh)
            seen.update(one.effect_id for one in fresh)
            handled += effects
            errors += failed
        return self._told(handled, errors, more=True)

    def these(self, effects: Iterable[Effect]) -> SweepResult:
        """Advances these effects."""
        return self._told(*self._each(effects))

    def one(self, effect: Effect | None) -> SweepResult:
        """Advances one effect, if it is there. Raises as ``advance`` does."""
        return self._told([self._advance(effect)] if effect else [])

    def _told(
        self, effects: Sequence[Effect], errors: Sequence[Exception] = (), *, more: bool = False
    ) -> SweepResult:
        """The result; its figures are metrics too, so that an alarm sees what a person must look at:
        what stays unknown, and what fails as nobody expected.
        """
        states = Counter(effect.state for effect in effects)
        left = sum(one.state is EffectState.UNKNOWN and one.due_at is None for one in effects)
        left += sum(not isinstance(error, BatonError) for error in errors)
        if effects or errors:
            counts = {f"Effects{state.capitalize()}": number for state, number in states.items()}
            counts |= {"NeedsAPerson": left, "PutOff": len(errors)}
            record(METRICS, "effects", counts=counts)
        return SweepResult(
            states=dict(states), put_off=len(errors), more=more, handled=tuple(effects)
        )

    def _each(self, effects: Iterable[Effect]) -> tuple[list[Effect], list[Exception]]:
        """Several subjects at a time, since each effect waits for databases and providers."""
        groups: dict[str, list[Effect]] = defaultdict(list)
        for effect in effects:
            groups[effect.subject_id or effect.effect_id].append(effect)
        handled: list[Effect] = []
        errors: list[Exception] = []
        for done, failed in in_parallel(self._in_turn, list(groups.values())):
            handled += done
            errors += failed
        return handled, errors

    def _in_turn(self, effects: Iterable[Effect]) -> tuple[list[Effect], list[Exception]]:
        handled: list[Effect] = []
        errors: list[Exception] = []
        for effect in effects:
            try:
                handled.append(self._advance(effect))
            except Exception as error:  # noqa: BLE001 - logged and counted; the others have their turn
                errors.append(error)
                known, log = isinstance(error, BatonError), logger(METRICS)
                extra = {"effect_id": effect.effect_id, "error": str(error) if known else "unknown"}
                say = log.warning if known else log.exception
                say("effect postponed", extra=extra)
        return handled, errors

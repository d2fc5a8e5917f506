"""One worker: claims entries, has them carried out, and sees to those that fail."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from baton.core.clock import Clock
from baton.core.errors import BatonError, Unavailable
from baton.core.masking import mask
from baton.core.observability import logger
from baton.messaging.outbox import Outbox, OutboxEntry, Work
from baton.messaging.outbox_work import WorkFailed
from functions.platform.outbox.availability_gate import Closed
from functions.platform.outbox.backoff import retry_delay
from functions.platform.outbox.batch_result import EntryOutcome
from functions.platform.outbox.dead_letters import DeadLetters
from functions.platform.outbox.entry_handlers import EntryHandlers
from functions.platform.outbox.failure_limiter import FailureLimiter
from functions.platform.outbox.run_policies import RunPolicies

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

LONGER_WITHOUT_A_PERSON = 4
"""How many times the attempts of a registered run other work has. When a run is exhausted, a person is
told, who can send it on; an event or a decision that is parked has an alarm only. With five attempts
for a run, this outlasts about seven hours in which nobody answers."""

HELD_SPREAD_SECONDS = 60.0
"""Over how long held entries come back, so that not all of them meet an agent that is tried again."""

_NEVER_ENDED = "Every attempt ended without a word: the worker died or ran out of time."


class Worker:
    """Safe to use from several threads at once, each with its own entries.

    No entry's fault reaches another: what goes wrong with one is logged, and it is deferred or, after
    ``max_attempts`` (a registered run's; other work has more), parked.
    """

    def __init__(
        self,
        *,
        name: str,
        outbox: Outbox,
        handlers: EntryHandlers,
        dead_letters: DeadLetters,
        runs: RunPolicies,
        clock: Clock,
        chance: Callable[[], float],
        lease_seconds: int,
        max_attempts: int,
    ) -> None:
        self._name = name
        self._outbox = outbox
        self._handlers = handlers
        self._dead_letters = dead_letters
        self._runs = runs
        self._clock = clock
        self._chance = chance
        self._lease_seconds = lease_seconds
        self._max_attempts = max_attempts

    @classmethod
    def assemble(cls, platform: "Platform", chance: Callable[[], float]) -> Self:
        """The worker with its real parts. ``chance`` gives numbers in [0, 1) for the backoff."""
        runs = RunPolicies.assemble(platform)
        dead_letters = DeadLetters(
            outbox=platform.outbox,
            transactions=platform.transactions,
            runs=runs,
            clock=platform.clock,
        )
        handlers = EntryHandlers(
            outbox=platform.outbox,
            bus=platform.bus,
            workflows=platform.workflows,
            runs=runs,
            drop=dead_letters.drop,
        )
        return cls(
            name=platform.worker,
            outbox=platform.outbox,
            handlers=handlers,
            dead_letters=dead_letters,
            runs=runs,
            clock=platform.clock,
            chance=chance,
            lease_seconds=platform.settings.lease_seconds,
            max_attempts=platform.settings.max_attempts,
        )

    def recover(self) -> int:
        """Has areas add entries of runs that somebody began without one and left; gives how many."""
        recovered = 0
        for policy in self._runs.policies.values():
            try:
                recovered += policy.recover()
            except Exception as error:  # noqa: BLE001 - nothing else waits for it
                self._log("runs that were left were not looked for", "", error)
        return recovered

    def take(
        self,
        entry_ids: Sequence[str],
        limiter: FailureLimiter,
        brought: Mapping[str, OutboxEntry] = MappingProxyType({}),
    ) -> dict[str, EntryOutcome]:
        """Claims entries and carries them out; those that publish go out together.

        An event that was ``brought`` along is published without a claim. Should two do that at once,
        whoever hears it knows it by its message's id; should it fail, it waits where it is for a sweep.
        """
        outcomes: dict[str, EntryOutcome] = {}
        messages: list[OutboxEntry] = []
        for entry_id in entry_ids:
            with self._contained([entry_id], outcomes):
                entry = self._unclaimed(brought.get(entry_id)) or self._claimed(entry_id)
                if isinstance(entry, EntryOutcome):
                    outcomes[entry_id] = entry
                elif entry.attempts > self._attempts_of(entry):
                    outcomes[entry_id] = self._dead_letters.give_up(entry, _NEVER_ENDED)
                elif entry.work is Work.PUBLISH:
                    messages.append(entry)
                elif closed := self._runs.closed(entry):
                    outcomes[entry_id] = self._held(entry, closed)
                else:
                    outcomes[entry_id] = self._carry_out(entry, limiter)
        with self._contained([entry.entry_id for entry in messages], outcomes):
            self._publish(messages, limiter, outcomes)
        return outcomes

    @contextmanager
    def _contained(
        self, entry_ids: Sequence[str], outcomes: dict[str, EntryOutcome]
    ) -> Iterator[None]:
        """Keeps a fault that could not even be recorded away from the other entries."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - it is logged, and the lease's end is the remedy
            for entry_id in entry_ids:
                self._log("an entry is left to its lease", entry_id, error)
                outcomes.setdefault(entry_id, EntryOutcome.STRANDED)

    def _unclaimed(self, entry: OutboxEntry | None) -> OutboxEntry | None:
        """An event that was brought along, if it is to be told now."""
        due = entry and entry.work is Work.PUBLISH and entry.available_at <= self._clock()
        return entry if due else None

    def _claimed(self, entry_id: str) -> OutboxEntry | EntryOutcome:
        now = self._clock()
        try:
            entry = self._outbox.claim(
                entry_id, self._name, now=now, lease_seconds=self._lease_seconds
            )
        except Unavailable as error:
            self._log("an entry could not be claimed", entry_id, error)
            return EntryOutcome.UNREACHED
        return entry or EntryOutcome.GONE

    def _carry_out(self, entry: OutboxEntry, limiter: FailureLimiter) -> EntryOutcome:
        try:
            outcome = self._handlers.carry_out(entry)
        except Exception as error:  # noqa: BLE001 - it is logged, counted and in the end parked
            return self._failed(entry, error, limiter)
        limiter.answered(entry.work)
        return outcome

    def _held(self, entry: OutboxEntry, closed: Closed) -> EntryOutcome:
        """Gives the claim back; entries that waited together come back one after the other."""
        spread = timedelta(seconds=HELD_SPREAD_SECONDS * self._chance())
        self._outbox.hold(entry.entry_id, self._name, closed.until + spread, closed.reason)
        logger("outbox").info(
            "outbox entry held", extra={"entry_id": entry.entry_id, "reason": closed.reason}
        )
        return EntryOutcome.HELD

    def _publish(
        self,
        entries: Sequence[OutboxEntry],
        limiter: FailureLimiter,
        outcomes: dict[str, EntryOutcome],
    ) -> None:
        """Publishes entries together; if one of them holds no message, each goes alone."""
        if not entries:
            return
        failure: Exception = WorkFailed("The bus did not take the message.")
        try:
            failed: Sequence[OutboxEntry] = self._handlers.publish(entries)
        except Unavailable as error:
            failure, failed = error, entries
        except ValueError:
            for entry in entries:
                outcomes[entry.entry_id] = self._carry_out(entry, limiter)
            return
        if len(failed) == len(entries):
            failure = Unavailable("The bus took none of the messages.")
        else:
            limiter.answered(Work.PUBLISH)
        for entry in entries:
            done = entry not in failed
            outcomes[entry.entry_id] = (
                EntryOutcome.DONE if done else self._failed(entry, failure, limiter)
            )

    def _failed(
        self, entry: OutboxEntry, error: Exception, limiter: FailureLimiter
    ) -> EntryOutcome:
        """Defers what may still succeed, and parks what has had its attempts."""
        if isinstance(error, Unavailable):
            limiter.unanswered(entry.work)
        else:
            limiter.answered(entry.work)
        self._log("an entry failed", entry.entry_id, error, entry)
        if entry.attempts >= self._attempts_of(entry):
            return self._dead_letters.give_up(entry, _told(error))
        until = self._clock() + retry_delay(entry.attempts, self._chance)
        self._outbox.defer(entry.entry_id, self._name, until)
        return EntryOutcome.DEFERRED

    def _attempts_of(self, entry: OutboxEntry) -> int:
        """How many attempts an entry has."""
        if self._runs.of(entry):
            return self._max_attempts
        return self._max_attempts * LONGER_WITHOUT_A_PERSON

    def _log(
        self, message: str, entry_id: str, error: Exception, entry: OutboxEntry | None = None
    ) -> None:
        """One warning. What nobody expected comes with its stack."""
        known = isinstance(error, Unavailable | WorkFailed)
        fields = {"entry_id": entry_id, "error": mask(_told(error))}
        if entry:
            fields |= {"work": entry.work.value, "attempts": str(entry.attempts)}
        logger("outbox").warning(message, extra=fields, exc_info=None if known else error)


def _told(error: Exception) -> str:
    """An error in words. Only ours are known to hold nothing of a person."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, BatonError) else name

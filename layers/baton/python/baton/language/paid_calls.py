"""Calls to the model that are allowed, paid for, and made again when that may help.

Every single try goes through the kill switch, the circuit breaker and the day's budget::

    switch ─▶ breaker ─▶ hold the worst case ─▶ the call ─▶ tell the breaker ─▶ settle what it cost

A try that may have cost something and did not say how much (no answer in time, a lost connection, no
believable count of tokens) is settled as its worst case, which is also the most that any is charged. A
worker that dies leaves its hold, which is the same.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from baton.core.clock import Clock, NewId, Sleep
from baton.core.errors import BatonError, Unavailable
from baton.language.budget import BudgetHold, Day, Rules
from baton.language.endpoint import Call, Completion, Endpoint, ModelFault
from baton.language.meter import doubted
from baton.language.models import Model
from baton.language.spending import OverBudget, SpendingRepository
from baton.resilience.breaker import Breaker, CircuitOpen
from baton.resilience.retry import SIGNS_OF_ILLNESS, FaultKind, wait_before_next

TRY_SECONDS, LEAST_SECONDS = 30.0, 0.5
"""The longest that one try may take, and what is too short to begin one."""

USELESS_ANSWERS = 2
"""How often an answer that is none is paid for, in all."""

NOT_AGAIN = timedelta(minutes=15)
"""How long the same is not asked again after it was paid for in vain: events come more than once."""


class NoModel(BatonError):
    """No model wrote it; the text says why, to an operator."""


@dataclass(slots=True)
class AnswerCost:
    """What an answer took."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_micros: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDependencies:
    """What calls are made with. ``alert`` is told of a day on which people are to be told."""

    spending: SpendingRepository
    breaker: Breaker
    rules: Rules
    clock: Clock
    new_id: NewId
    sleep: Sleep
    chance: Callable[[], float]
    alert: Callable[[Day], None]


class PaidCalls:
    """The calls that one answer takes."""

    def __init__(
        self,
        endpoint: Endpoint,
        means: CallDependencies,
        model: Model,
        until: datetime,
        spent: AnswerCost,
    ) -> None:
        self._endpoint = endpoint
        self._means = means
        self._model = model
        self._until = until
        self._spent = spent

    def complete(self, call: Call) -> Completion:
        """The whole answer to a call, tried as often as its faults allow. Raises ``NoModel``."""
        tries = 0
        while True:
            tries += 1
            try:
                with self._paid(self._timed(call)) as paid:
                    paid.completion = self._endpoint.complete(paid.call)
                    return paid.completion
            except ModelFault as fault:
                self._wait(fault, tries)

    def stream(self, call: Call) -> Generator[str | Completion, None, None]:
        """The pieces of an answer, and the whole. Tried again only as long as no piece has come.
        Raises ``NoModel``.
        """
        tries, begun = 0, False
        while True:
            tries += 1
            try:
                with self._paid(self._timed(call)) as paid:
                    for piece in self._endpoint.stream(paid.call):
                        if isinstance(piece, Completion):
                            paid.completion = piece
                        begun = True
                        yield piece
                return
            except ModelFault as fault:
                if begun:
                    raise NoModel(str(fault)) from fault
                self._wait(fault, tries)

    @contextmanager
    def once(self, ask: str) -> Iterator[None]:
        """Nobody else asks this meanwhile, nor for a quarter of an hour after it was paid for in vain.
        Raises ``NoModel`` if somebody does, or has.
        """
        means, owner = self._means, self._means.new_id()
        try:
            mine = means.spending.claim(ask, owner, means.clock(), self._until)
        except Unavailable as error:
            raise NoModel(f"Nobody can say whether this is being asked already. {error}") from error
        if not mine:
            raise NoModel("The same was asked a moment ago, and is not paid for twice.")
        try:
            yield
        except NoModel:
            now = means.clock()
            with suppress(Unavailable):
                ends = now + NOT_AGAIN if self._spent.cost_micros else now
                means.spending.claim(ask, owner, now, ends)
            raise

    def allowed(self) -> None:
        """Raises ``NoModel`` if the kill switch is on, or nobody can say whether it is."""
        try:
            switch = self._means.spending.switch()
        except Unavailable as error:
            raise NoModel(f"The kill switch cannot be read. {error}") from error
        if switch.stopped:
            raise NoModel(switch.in_words())

    @contextmanager
    def _paid(self, call: Call) -> Iterator["_Try"]:
        """One try: allowed, held, and settled however it ends, unless this process dies."""
        self.allowed()
        try:
            passage = self._means.breaker.enter()
        except CircuitOpen as error:
            raise NoModel(str(error)) from error
        try:
            hold = self._hold(call)
        except NoModel:
            passage.unused()
            raise
        made = _Try(call)
        self._spent.calls += 1
        try:
            yield made
        except ModelFault as fault:
            self._settle(hold, None, charged=fault.charged)
            ill = fault.fault.kind in SIGNS_OF_ILLNESS
            (passage.failed if ill else passage.succeeded)()
            raise
        except GeneratorExit:  # whoever listened went away
            self._settle(hold, None, charged=True)
            passage.succeeded()
            raise
        except Exception as error:
            self._settle(hold, None, charged=True)
            passage.failed()
            name = type(error).__name__
            raise NoModel(f"The call to the model failed as nobody expected ({name}).") from error
        self._settle(hold, made.completion, charged=True)
        passage.succeeded()

    def _hold(self, call: Call) -> BudgetHold:
        means = self._means
        texts = [f"{role} {words}" for role, words in call.messages]
        texts += [repr(call.parameters)] if call.parameters else []
        worst = self._model.worst_case(texts, most_tokens_of(call))
        hold = BudgetHold(means.clock().date(), means.new_id(), worst)
        try:
            day = means.spending.hold(hold, means.rules)
        except OverBudget as error:
            raise NoModel(str(error)) from error
        except Unavailable as error:
            raise NoModel(f"The day's budget cannot be read. {error}") from error
        if day.wants_alert(means.rules):
            means.alert(day)
        return hold

    def _settle(self, hold: BudgetHold, completion: Completion | None, *, charged: bool) -> None:
        """Charges what is known, or the worst case. If that does not arrive, the hold stays."""
        cost = self._counted(hold, completion) if completion else None
        if cost is None:
            cost = hold.micros if charged else 0
        self._spent.cost_micros += cost
        try:
            day = self._means.spending.settle(hold, cost)
        except Unavailable:
            return
        if day and day.wants_alert(self._means.rules):
            self._means.alert(day)

    def _counted(self, hold: BudgetHold, completion: Completion) -> int | None:
        """What the endpoint's count of tokens comes to, if it can be believed."""
        tokens_in, tokens_out = completion.tokens_in, completion.tokens_out or 0
        if not tokens_in or (completion.text and not tokens_out):
            return None
        cost = self._model.cost(tokens_in, tokens_out)
        if not hold.believes(cost):
            doubted(completion.model, cost, hold.micros)
            return None
        self._spent.tokens_in += tokens_in
        self._spent.tokens_out += tokens_out
        return cost

    def _timed(self, call: Call) -> Call:
        if (left := self._left()) < LEAST_SECONDS:
            raise NoModel("The time that this answer may take is over.")
        return replace(call, seconds=min(TRY_SECONDS, left))

    def _left(self) -> float:
        return (self._until - self._means.clock()).total_seconds()

    def _wait(self, fault: ModelFault, tries: int) -> None:
        """Waits before the next try. Raises ``NoModel`` if there is none."""
        wait = wait_before_next(
            fault.fault, tries=tries, left=self._left(), chance=self._means.chance()
        )
        if wait is None or (fault.answered and tries >= USELESS_ANSWERS):
            again = f" Tried {tries} times." if tries > 1 else ""
            raise NoModel(f"{fault}{again}") from fault
        if fault.fault.kind is FaultKind.UNAUTHORISED:
            self._endpoint.renew()
        self._means.sleep(wait)


@dataclass(slots=True)
class _Try:
    call: Call
    completion: Completion | None = None


def most_tokens_of(call: Call) -> int:
    """The limit that a call gives its answer."""
    parameters = call.parameters
    return int(parameters.get("max_completion_tokens") or parameters["max_tokens"])

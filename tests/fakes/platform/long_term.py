"""Long-term memory in memory."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime

from baton.core.errors import StaleVersion
from baton.core.money import Money
from baton.memory.long_term import is_news
from baton.memory.person import Fact, PastTurn, Person, Purchase, Rfm
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage

_OVERTAKEN = "What is known of the person was changed since it was read."


class FakeLongTermMemory:
    """See ``baton.memory.long_term.LongTermMemory``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.profiles: defaultdict[str, dict[str, Fact]] = defaultdict(dict)
        self.preferences: defaultdict[str, dict[str, Fact]] = defaultdict(dict)
        self.purchases: defaultdict[str, dict[str, Purchase]] = defaultdict(dict)
        self.turns: defaultdict[str, dict[str, PastTurn]] = defaultdict(dict)

    def recall(self, subject: str, *, history: int = 50, before: str | None = None) -> Person:
        with self._ground.faults.at("long_term.recall"), self._ground.lock:
            turns = self.turns.get(subject, {})
            latest = [
                turns[turn_id] for turn_id in sorted(turns) if before is None or turn_id < before
            ]
            if before is not None:
                history_only = tuple(latest[max(0, len(latest) - history) :])
                return Person(subject=subject, history=history_only)
            return Person(
                subject=subject,
                profile=dict(self.profiles.get(subject, {})),
                preferences=dict(self.preferences.get(subject, {})),
                rfm=_rfm(self.purchases.get(subject, {})),
                history=tuple(latest[max(0, len(latest) - history) :]),
            )

    def learn(
        self, subject: str, facts: Mapping[str, Fact], within: Transaction | None = None
    ) -> None:
        self._add("learn", self.profiles, subject, facts, within)

    def prefer(
        self, subject: str, facts: Mapping[str, Fact], within: Transaction | None = None
    ) -> None:
        self._add("prefer", self.preferences, subject, facts, within)

    def count_purchase(
        self,
        subject: str,
        purchase_id: str,
        *,
        at: datetime,
        value: Money | None,
        within: Transaction | None = None,
    ) -> bool:
        with self._ground.faults.at("long_term.count_purchase"), self._ground.lock:
            known = self.purchases.get(subject, {})
            if purchase_id in known:
                return False
            last = max((one.at for one in known.values()), default=at)
        purchase = Purchase(at=at, value=value)

        def check() -> None:
            now = self.purchases.get(subject, {})
            later = last <= at and any(one.at > at for one in now.values())
            if purchase_id in now or later:
                raise StaleVersion(_OVERTAKEN)

        def apply() -> None:
            self.purchases[subject][purchase_id] = purchase

        if within is not None:
            stage(within, ("profiles", subject, f"purchase#{purchase_id}"), lambda: None)
            stage(within, ("profiles", subject, "~purchases"), apply, check)
            return True
        with self._ground.lock:
            is_new = purchase_id not in self.purchases[subject]
            if is_new:
                apply()
        return is_new

    def remember(self, subject: str, turn: PastTurn) -> None:
        with self._ground.faults.at("long_term.remember"), self._ground.lock:
            self.turns[subject].setdefault(turn.turn_id, turn)

    def forget(self, subject: str) -> int:
        with self._ground.faults.at("long_term.forget"), self._ground.lock:
            summed = [self.profiles, self.preferences]
            count = sum(bool(one.pop(subject, None)) for one in summed)
            purchases = self.purchases.pop(subject, {})
            count += len(purchases) + bool(purchases)
            return count + len(self.turns.pop(subject, {}))

    def _add(
        self,
        method: str,
        kept: defaultdict[str, dict[str, Fact]],
        subject: str,
        facts: Mapping[str, Fact],
        within: Transaction | None,
    ) -> None:
        def news() -> dict[str, Fact]:
            known = kept.get(subject, {})
            return {name: one for name, one in facts.items() if is_news(one, known.get(name))}

        with self._ground.faults.at(f"long_term.{method}"), self._ground.lock:
            changes = news()
            if within is None and changes:
                kept[subject].update(changes)
        if within is not None and changes:
            check = _still_news(kept, subject, changes)
            stage(
                within,
                ("profiles", subject, "~profile" if method == "learn" else "~preferences"),
                lambda: kept[subject].update(changes),
                check,
            )


def _still_news(
    kept: Mapping[str, dict[str, Fact]], subject: str, changes: Mapping[str, Fact]
) -> Callable[[], None]:
    def check() -> None:
        known = kept.get(subject, {})
        if any(name in known and known[name].at > one.at for name, one in changes.items()):
            raise StaleVersion(_OVERTAKEN)

    return check


def _rfm(purchases: Mapping[str, Purchase]) -> Rfm:
    spent: dict[str, int] = {}
    for one in purchases.values():
        if one.value:
            currency = one.value.currency
            spent[currency] = spent.get(currency, 0) + one.value.amount
    return Rfm(
        last_at=max((one.at for one in purchases.values()), default=None),
        purchases=len(purchases),
        spent=tuple(
            Money(amount=min(spent[name], 10**15), currency=name) for name in sorted(spent)
        ),
    )

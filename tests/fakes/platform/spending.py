"""Budgets and the kill switch in memory."""

from dataclasses import replace
from datetime import date, datetime

from baton.language.budget import BudgetHold, Day, Rules, Switch
from baton.language.spending import OverBudget
from tests.fakes.platform.transaction import Ground


class FakeSpending:
    """See ``baton.language.spending.SpendingRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.days: dict[date, Day] = {}
        self.holds: set[BudgetHold] = set()
        self.turned = Switch()
        self.claims: dict[str, tuple[str, datetime]] = {}

    def hold(self, hold: BudgetHold, rules: Rules) -> Day:
        with self._ground.faults.at("spending.hold"), self._ground.lock:
            day = self.days.get(hold.day, Day(hold.day))
            if hold in self.holds:
                return day
            if day.refusal(hold.micros, rules):
                raise OverBudget(day, hold, rules)
            self.days[hold.day] = replace(
                day,
                committed=day.committed + hold.micros,
                calls=day.calls + 1,
                open_calls=day.open_calls + 1,
            )
            self.holds.add(hold)
            return self.days[hold.day]

    def settle(self, hold: BudgetHold, micros: int) -> Day | None:
        with self._ground.faults.at("spending.settle"), self._ground.lock:
            day = self.days.get(hold.day, Day(hold.day))
            if hold not in self.holds:
                return None
            self.holds.remove(hold)
            self.days[hold.day] = replace(
                day,
                committed=day.committed + micros - hold.micros,
                charged=day.charged + micros,
                open_calls=day.open_calls - 1,
            )
            return self.days[hold.day]

    def claim(self, ask: str, owner: str, now: datetime, until: datetime) -> bool:
        with self._ground.faults.at("spending.claim"), self._ground.lock:
            held, ends = self.claims.get(ask, (owner, until))
            if held != owner and int(ends.timestamp()) > int(now.timestamp()):
                return False
            self.claims[ask] = (owner, until)
            return True

    def day(self, day: date) -> Day:
        with self._ground.faults.at("spending.day"), self._ground.lock:
            return self.days.get(day, Day(day))

    def alerted(self, day: date, now: datetime) -> None:
        with self._ground.faults.at("spending.alerted"), self._ground.lock:
            self.days[day] = replace(self.days.get(day, Day(day)), alerted_at=now)

    def switch(self) -> Switch:
        with self._ground.faults.at("spending.switch"), self._ground.lock:
            return self.turned

    def turn(self, switch: Switch) -> None:
        with self._ground.faults.at("spending.turn"), self._ground.lock:
            self.turned = switch

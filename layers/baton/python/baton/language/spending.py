"""Where the day's budget and the kill switch are kept, and what is being asked just now."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import BatonError
from baton.language.budget import BudgetHold, Day, Rules, Switch
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.timestamps import epoch_seconds, moment_text

if TYPE_CHECKING:
    from baton.language.items import SpendingItem

KEPT_DAYS = 400
"""How long a day's figures are kept: over a year."""

SWITCH = "switch"


class OverBudget(BatonError):
    """The day's budget does not allow a call; the text says why. ``day`` is how it stands."""

    def __init__(self, day: Day, hold: BudgetHold, rules: Rules) -> None:
        super().__init__(day.refusal(hold.micros, rules) or "Others were quicker with the budget.")
        self.day = day


class SpendingRepository(Protocol):
    """Budgets by day, and the switch. All methods raise ``Unavailable``."""

    def hold(self, hold: BudgetHold, rules: Rules) -> Day:
        """Holds a call's worst case, by one conditional update of the day. Gives the day after it.

        Raises ``OverBudget``, having held nothing. Holding the same again changes nothing.
        """
        ...

    def settle(self, hold: BudgetHold, micros: int) -> Day | None:
        """Charges what a call cost in the place of what was held. Gives the day after it, or ``None``
        if it was not held any more: settling again changes nothing.
        """
        ...

    def claim(self, ask: str, owner: str, now: datetime, until: datetime) -> bool:
        """Whether the ask with this key is ``owner``'s until then: not if it is another's at ``now``.
        Claiming again moves the end, also to an earlier moment.
        """
        ...

    def day(self, day: date) -> Day:
        """How a day stands."""
        ...

    def alerted(self, day: date, now: datetime) -> None:
        """Remembers that people were told about a day."""
        ...

    def switch(self) -> Switch:
        """How the kill switch stands, read consistently."""
        ...

    def turn(self, switch: Switch) -> None:
        """Turns the kill switch. Every call that begins after this has returned obeys it."""
        ...


class DynamoSpending:
    """Budgets in DynamoDB: a day's counters are one small item, so that each change is one conditional
    update and workers that race for the last of it are put in order by DynamoDB. A hold is an item of
    its own, however many calls are under way.

    Between the two a crash, or an answer that is lost and asked for again, leaves too much committed,
    never too little.
    """

    def __init__(self, database: Database, table: str) -> None:
        from baton.language.items import SpendingItem

        self._items = database.bound(SpendingItem, table)

    def hold(self, hold: BudgetHold, rules: Rules) -> Day:
        """See ``SpendingRepository``."""
        from pynamodb.exceptions import UpdateError

        if hold.micros > rules.limit:
            raise OverBudget(self.day(hold.day), hold, rules)
        if self._found(_hold_key(hold)):
            return self.day(hold.day)
        items, item = self._items, self._items(_key(hold.day))
        fits = items.committed.does_not_exist() | (items.committed <= rules.limit - hold.micros)
        few = items.open_calls.does_not_exist() | (items.open_calls < rules.most_open)
        try:
            with database_errors():
                item.update(
                    [
                        items.committed.add(hold.micros),
                        items.calls.add(1),
                        items.open_calls.add(1),
                        items.expires_at.set(_end(hold.day)),
                    ],
                    condition=fits & few,
                )
                items(_hold_key(hold), expires_at=_end(hold.day)).save()
        except UpdateError as error:
            if condition_failed(error):
                raise OverBudget(self.day(hold.day), hold, rules) from None
            raise
        return _day(hold.day, item)

    def settle(self, hold: BudgetHold, micros: int) -> Day | None:
        """See ``SpendingRepository``. Whoever notes at the hold what was charged is who charges it."""
        from pynamodb.exceptions import UpdateError

        items, item = self._items, self._items(_key(hold.day))
        try:
            with database_errors():
                items(_hold_key(hold)).update(
                    [items.charged.set(micros)],
                    condition=items.part.exists() & items.charged.does_not_exist(),
                )
        except UpdateError as error:
            if condition_failed(error):
                return None
            raise
        with database_errors():
            item.update(
                [
                    items.committed.add(micros - hold.micros),
                    items.charged.add(micros),
                    items.open_calls.add(-1),
                ]
            )
        return _day(hold.day, item)

    def claim(self, ask: str, owner: str, now: datetime, until: datetime) -> bool:
        """See ``SpendingRepository``."""
        from pynamodb.exceptions import UpdateError

        items = self._items
        free = items.expires_at.does_not_exist() | (items.expires_at <= epoch_seconds(now))
        try:
            with database_errors():
                items(f"ask#{ask}").update(
                    [items.owner.set(owner), items.expires_at.set(epoch_seconds(until))],
                    condition=free | (items.owner == owner),
                )
        except UpdateError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def day(self, day: date) -> Day:
        """See ``SpendingRepository``."""
        item = self._found(_key(day))
        return _day(day, item) if item else Day(day)

    def alerted(self, day: date, now: datetime) -> None:
        """See ``SpendingRepository``."""
        with database_errors():
            self._items(_key(day)).update([self._items.alerted_at.set(moment_text(now))])

    def switch(self) -> Switch:
        """See ``SpendingRepository``."""
        if (item := self._found(SWITCH)) is None:
            return Switch()
        return Switch(
            stopped=bool(item.stopped),
            reason=item.reason or "",
            by=item.turned_by or "",
            at=_moment(item.turned_at),
        )

    def turn(self, switch: Switch) -> None:
        """See ``SpendingRepository``."""
        with database_errors():
            self._items(
                SWITCH,
                stopped=switch.stopped,
                reason=switch.reason,
                turned_by=switch.by,
                turned_at=switch.at and moment_text(switch.at),
            ).save()

    def _found(self, part: str) -> "SpendingItem | None":
        try:
            with database_errors():
                return self._items.get(part, consistent_read=True)
        except self._items.DoesNotExist:
            return None


def _hold_key(hold: BudgetHold) -> str:
    return f"hold#{hold.day:%Y-%m-%d}#{hold.hold_id}"


def _key(day: date) -> str:
    return f"day#{day:%Y-%m-%d}"


def _end(day: date) -> int:
    return epoch_seconds(datetime.combine(day, time(), UTC) + timedelta(days=KEPT_DAYS))


def _day(day: date, item: "SpendingItem") -> Day:
    return Day(
        day=day,
        committed=int(item.committed or 0),
        charged=int(item.charged or 0),
        calls=int(item.calls or 0),
        open_calls=int(item.open_calls or 0),
        alerted_at=_moment(item.alerted_at),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

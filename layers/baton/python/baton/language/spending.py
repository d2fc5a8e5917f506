"""Where the day's budget and the kill switch are kept, and what is being asked just now."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import BatonError
from baton.language.budget import Day, Hold, Rules, Switch
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.timestamps import epoch_seconds, moment_text

if TYPE_CHECKING:
    from baton.language.items import SpendingItem

KEPT_DAYS = 400
"""How long a day's figures are kept: over a year."""

SWITCH = "switch"


class OverBudget(BatonError):
    """The day's budget does not allow a call; the text says why. ``day`` is how it stands."""

    def __init__(self, day: Day, hold: Hold, rules: Rules) -> None:
        super().__init__(day.refusal(hold.micros, rules) or "Others were quicker with the budget.")
        self.day = day


class SpendingRepository(Protocol):
    """Budgets by day, and the switch. All methods raise ``Unavailable``."""

    def hold(self, hold: Hold, rules: Rules) -> Day:
        """Holds a call's worst case, in one conditional write. Gives the day after it.

        Raises ``OverBudget``, having held nothing. Holding the same again changes nothing.
        """
        ...

    def settle(self, hold: Hold, micros: int) -> Day | None:
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
    """Budgets in DynamoDB: one item a day, so that each write is one conditional update and workers
    that race for the last of it are put in order by DynamoDB.
    """

    def __init__(self, database: Database, table: str) -> None:
        from baton.language.items import SpendingItem

        self._items = database.bound(SpendingItem, table)

    def hold(self, hold: Hold, rules: Rules) -> Day:
        """See ``SpendingRepository``."""
        from pynamodb.exceptions import UpdateError
        from pynamodb.expressions.condition import size

        if hold.micros > rules.limit:
            raise OverBudget(self.day(hold.day), hold, rules)
        items, entry = self._items, _entry(hold)
        item = items(_key(hold.day))
        fits = items.committed.does_not_exist() | (items.committed <= rules.limit - hold.micros)
        few = items.open_holds.does_not_exist() | (size(items.open_holds) < rules.most_open)
        try:
            with database_errors():
                item.update(
                    [
                        items.committed.add(hold.micros),
                        items.calls.add(1),
                        items.open_holds.add({entry}),
                        items.expires_at.set(_end(hold.day)),
                    ],
                    condition=fits & few & ~items.open_holds.contains(entry),
                )
        except UpdateError as error:
            if not condition_failed(error):
                raise
            day = self.day(hold.day)
            if hold.hold_id in day.open_holds:  # the first answer was lost on its way
                return day
            raise OverBudget(day, hold, rules) from None
        return _day(hold.day, item)

    def settle(self, hold: Hold, micros: int) -> Day | None:
        """See ``SpendingRepository``."""
        from pynamodb.exceptions import UpdateError

        items, entry = self._items, _entry(hold)
        item = items(_key(hold.day))
        try:
            with database_errors():
                item.update(
                    [
                        items.committed.add(micros - hold.micros),
                        items.charged.add(micros),
                        items.open_holds.delete({entry}),
                    ],
                    condition=items.open_holds.contains(entry),
                )
        except UpdateError as error:
            if condition_failed(error):
                return None
            raise
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
        try:
            with database_errors():
                return _day(day, self._items.get(_key(day), consistent_read=True))
        except self._items.DoesNotExist:
            return Day(day)

    def alerted(self, day: date, now: datetime) -> None:
        """See ``SpendingRepository``."""
        with database_errors():
            self._items(_key(day)).update([self._items.alerted_at.set(moment_text(now))])

    def switch(self) -> Switch:
        """See ``SpendingRepository``."""
        try:
            with database_errors():
                item = self._items.get(SWITCH, consistent_read=True)
        except self._items.DoesNotExist:
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


def _entry(hold: Hold) -> str:
    return f"{hold.hold_id}={hold.micros}"


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
        open_holds=frozenset(entry.partition("=")[0] for entry in item.open_holds or ()),
        alerted_at=_moment(item.alerted_at),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

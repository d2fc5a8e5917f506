"""Long-term memory: what is known of people (requirement B2)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import quote, unquote

from baton.core.errors import StaleVersion, Unavailable
from baton.core.money import Money
from baton.memory.person import Fact, PastTurn, Person, Purchase, Rfm
from baton.persistence.database import (
    Database,
    condition_failed,
    database_errors,
    met_a_transaction,
)
from baton.persistence.timestamps import moment_text
from baton.persistence.transaction import DynamoTransaction, DynamoTransactions, Transaction

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action

    from baton.memory.items import PersonItem

Got = TypeVar("Got")


class LongTermMemory(Protocol):
    """What is known of people, by subject. Every change touches only what it names, so that changes
    at the same time do not overwrite each other; of two facts of one name the later ``at`` stays.

    Within a transaction a change reads what is known first and writes only what is news; the commit
    raises ``StaleVersion`` if something newer came in between, and doing it all again is right then.
    """

    def recall(self, subject: str, *, history: int = 50, before: str | None = None) -> Person:
        """All that is known, with the latest ``history`` turns, oldest first; empty if nothing is.
        With ``before``, a turn's id, only turns before that one.
        """
        ...

    def learn(
        self, subject: str, facts: Mapping[str, Fact], within: Transaction | None = None
    ) -> None:
        """Adds to the profile."""
        ...

    def prefer(
        self, subject: str, facts: Mapping[str, Fact], within: Transaction | None = None
    ) -> None:
        """Adds to the preferences."""
        ...

    def count_purchase(
        self,
        subject: str,
        purchase_id: str,
        *,
        at: datetime,
        value: Money | None,
        within: Transaction | None = None,
    ) -> bool:
        """Counts a purchase once, however often it is told. Says whether it is new."""
        ...

    def remember(self, subject: str, turn: PastTurn) -> None:
        """Keeps a past turn; the same ``turn_id`` again changes nothing."""
        ...

    def forget(self, subject: str) -> int:
        """Deletes all that is known. Gives how many items."""
        ...


PREFERENCES, PROFILE, PURCHASES = "~preferences", "~profile", "~purchases"
"""The parts that sum a person up. They sort after the turns, so that one descending query reads
them and the latest turns."""

_LAST = "~~"

_SUMS = 3
_MOST_MONEY = 10**15
_CHANGES = 16
"""How often a change is tried while others change the same; each of them leaves less to change."""


class DynamoPeople:
    """Long-term memory in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.memory.items import PersonItem

        self._database = database
        self._transactions = DynamoTransactions(database)
        self._items = database.bound(PersonItem, table)

    def recall(self, subject: str, *, history: int = 50, before: str | None = None) -> Person:
        """See ``LongTermMemory``. One query: what sums the person up, then the latest turns."""
        upto = _LAST if before is None else _turn(before)
        with database_errors():
            found = list(
                self._items.query(
                    subject,
                    self._items.part.between(_turn(""), upto),
                    scan_index_forward=False,
                    consistent_read=True,
                    limit=history + _SUMS,
                )
            )
        sums = {item.part: item.loose for item in found if not item.document}
        past = [item for item in found if item.document and item.part != upto]
        turns = [PastTurn.model_validate_json(item.document) for item in past]
        return Person(
            subject=subject,
            profile=_facts(sums.get(PROFILE, {})),
            preferences=_facts(sums.get(PREFERENCES, {})),
            rfm=_rfm(sums.get(PURCHASES, {})),
            history=tuple(reversed(turns[:history])),
        )

    def learn(
        self, subject: str, facts: Mapping[str, Fact], within: Transaction | None = None
    ) -> None:
        """See ``LongTermMemory``."""
        self._add(subject, PROFILE, facts, within)

    def prefer(
        self, subject: str, facts: Mapping[str, Fact], within: Transaction | None = None
    ) -> None:
        """See ``LongTermMemory``."""
        self._add(subject, PREFERENCES, facts, within)

    def count_purchase(
        self,
        subject: str,
        purchase_id: str,
        *,
        at: datetime,
        value: Money | None,
        within: Transaction | None = None,
    ) -> bool:
        """See ``LongTermMemory``."""
        if within is not None:
            return self._count(subject, purchase_id, at, value, within)

        def attempt() -> bool:
            with self._transactions.begin() as own:
                return self._count(subject, purchase_id, at, value, own)

        return _until_kept(attempt)

    def remember(self, subject: str, turn: PastTurn) -> None:
        """See ``LongTermMemory``."""
        from pynamodb.exceptions import PutError

        item = self._items(subject, _turn(turn.turn_id))
        item.document = turn.model_dump_json(exclude_none=True)
        try:
            with database_errors():
                item.save(self._items.part.does_not_exist())
        except PutError as error:
            if not condition_failed(error):
                raise

    def forget(self, subject: str) -> int:
        """See ``LongTermMemory``."""
        with database_errors():
            found = self._items.query(
                subject, consistent_read=True, attributes_to_get=["subject", "part"]
            )
            keys = [(item.subject, item.part) for item in found]
        self._database.delete(self._items, keys)
        return len(keys)

    def _add(
        self, subject: str, part: str, facts: Mapping[str, Fact], within: Transaction | None
    ) -> None:
        if within is not None:
            if changes := self._changes(subject, part, facts):
                DynamoTransaction.of(within).update(
                    self._items(subject, part), *changes, _overtaken()
                )
            return

        def attempt() -> None:
            if changes := self._changes(subject, part, facts):
                self._update(self._items(subject, part), *changes)

        _until_kept(attempt)

    def _changes(
        self, subject: str, part: str, facts: Mapping[str, Fact]
    ) -> "tuple[list[Action], Condition] | None":
        """How to keep those of the facts that are news, if nothing later comes in between."""
        from pynamodb.expressions.operand import Path

        known = _facts(self._loose([(subject, part)] if facts else []).get(part, {}))
        news = {name: fact for name, fact in facts.items() if is_news(fact, known.get(name))}
        actions: list[Action] = []
        condition: Condition | None = None
        for name, fact in news.items():
            own = quote(name, safe="")  # brackets would be read as an index
            moment = Path([f"at#{own}"])
            actions += [
                Path([f"fact#{own}"]).set(fact.model_dump_json(exclude_none=True)),
                moment.set(moment_text(fact.at)),
            ]
            one = moment.does_not_exist() | (moment <= moment_text(fact.at))
            condition = one if condition is None else condition & one
        return None if condition is None else (actions, condition)

    def _count(
        self, subject: str, purchase_id: str, at: datetime, value: Money | None, within: Transaction
    ) -> bool:
        from pynamodb.expressions.operand import Path

        own = f"purchase#{purchase_id}"
        known = self._loose([(subject, PURCHASES), (subject, own)])
        if own in known:
            return False
        unit, moment, now = DynamoTransaction.of(within), moment_text(at), Path(["last_at"])
        paid = Purchase(at=at, value=value).model_dump_json(exclude_none=True)
        purchase = self._items(subject, own, document=paid)
        unit.put(purchase, self._items.part.does_not_exist(), _overtaken())
        actions: list[Action] = [Path(["purchases"]).add(1)]
        if value is not None:
            actions.append(Path([f"spent#{value.currency}"]).add(value.amount))
        latest: Condition | None = None
        if known.get(PURCHASES, {}).get("last_at", "") < moment:
            actions.append(now.set(moment))
            latest = now.does_not_exist() | (now <= moment)
        unit.update(self._items(subject, PURCHASES), actions, latest, _overtaken())
        return True

    def _loose(self, keys: list[tuple[str, str]]) -> dict[str, dict[str, str]]:
        found = self._database.fetch(self._items, keys)
        return {item.part: item.loose for item in found}

    def _update(self, item: "PersonItem", actions: "list[Action]", condition: "Condition") -> None:
        from pynamodb.exceptions import UpdateError

        try:
            item.update(actions, condition=condition)
        except UpdateError as error:
            if met_a_transaction(error):
                self._database.pause(1)
            if met_a_transaction(error) or condition_failed(error):
                raise _overtaken() from error
            with database_errors():
                raise


def is_news(fact: Fact, known: Fact | None) -> bool:
    """Whether a fact is to be kept: it is not what is known, and not older."""
    return known is None or (known.at <= fact.at and known != fact)


def _facts(loose: Mapping[str, str]) -> dict[str, Fact]:
    return {
        unquote(name.removeprefix("fact#")): Fact.model_validate_json(value)
        for name, value in loose.items()
        if name.startswith("fact#")
    }


def _rfm(loose: Mapping[str, str]) -> Rfm:
    spent = {
        name.removeprefix("spent#"): min(int(Decimal(digits)), _MOST_MONEY)
        for name, digits in loose.items()
        if name.startswith("spent#")
    }
    return Rfm.model_validate(
        {
            "last_at": loose.get("last_at"),
            "purchases": int(loose.get("purchases", 0)),
            "spent": [{"amount": spent[name], "currency": name} for name in sorted(spent)],
        }
    )


def _turn(turn_id: str) -> str:
    return f"turn#{turn_id}"


def _overtaken() -> StaleVersion:
    return StaleVersion("What is known of the person was changed since it was read.")


def _until_kept(attempt: Callable[[], Got]) -> Got:
    for _ in range(_CHANGES):
        try:
            return attempt()
        except StaleVersion:
            continue
    raise Unavailable("Others are changing what is known of the person all the time. Try again.")

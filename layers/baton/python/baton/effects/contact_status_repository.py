"""How persons stand, and what was used of quotas: all that a send's transaction depends on."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import StaleVersion
from baton.effects.contact_status import (
    WINDOW,
    Agreement,
    ContactFact,
    ContactStatus,
    Quota,
    Send,
    Suppression,
    first_told,
)
from baton.effects.effect import QuotaUse
from baton.persistence.database import Database, database_errors
from baton.persistence.timestamps import epoch_seconds
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action

    from baton.effects.items import ContactStatusItem

QUOTA_KEPT = timedelta(days=40)
"""How long a day's quota can still be looked at."""


SENDS_KEPT = WINDOW + timedelta(days=1)
"""How long it is kept that a person was sent something, if they closed and agreed to nothing. What they
closed is kept for good, what they agreed to until they are forgotten.
"""

FactsByKey = Mapping[str, Sequence[ContactFact]]
"""Facts about addresses, by the person's key that each is about."""


class ContactStatusRepository(Protocol):
    """Where contact status and quotas are kept. Keys are hashes, or a quota's own."""

    def read(
        self, subjects: Sequence[str], quotas: Sequence[Quota] = ()
    ) -> tuple[tuple[ContactStatus, ...], tuple[Quota, ...]]:
        """The statuses under these keys, and the quotas with what was used; in the order given, read
        consistently. Who has none stands at version 0.
        """
        ...

    def replace(self, status: ContactStatus, within: Transaction) -> None:
        """Keeps a status's next version, all but its facts: they only grow, by ``record``.

        The commit raises ``StaleVersion`` if the person's status changed since.
        """
        ...

    def hold(self, status: ContactStatus, within: Transaction) -> None:
        """Has a transaction commit only if a status is still as it was read."""
        ...

    def use(self, quota: Quota, now: datetime, within: Transaction) -> None:
        """Takes an effect's amount of a quota. The commit raises ``StaleVersion`` without room."""
        ...

    def give_back(self, use: QuotaUse, within: Transaction) -> None:
        """Gives back what an effect took that did not happen."""
        ...

    def record(self, facts: FactsByKey, within: Transaction | None = None) -> None:
        """Keeps facts about addresses. What is known already is not written again."""
        ...

    def forget(self, subject: str) -> int:
        """Forgets what a person was sent and agreed to. What they closed stays, under the hash alone:
        it is what keeps them from being written to. Gives 1 if something was forgotten.
        """
        ...


class DynamoContactStatuses:
    """Standings and quotas in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.effects.items import ContactStatusItem

        self._database = database
        self._items = database.bound(ContactStatusItem, table)

    def read(
        self, subjects: Sequence[str], quotas: Sequence[Quota] = ()
    ) -> tuple[tuple[ContactStatus, ...], tuple[Quota, ...]]:
        """See ``ContactStatusRepository``."""
        keys = dict.fromkeys([*subjects, *(quota.key for quota in quotas)])
        items = self._database.fetch(self._items, [(key,) for key in keys]) if keys else []
        kept = {item.subject: item for item in items}
        used = (
            quota.model_copy(update={"used": int(kept[quota.key].used or 0)})
            if quota.key in kept
            else quota
            for quota in quotas
        )
        return tuple(_status(subject, kept.get(subject)) for subject in subjects), tuple(used)

    def replace(self, status: ContactStatus, within: Transaction) -> None:
        """See ``ContactStatusRepository``."""
        of = self._items
        sends = json.dumps([one.to_json() for one in status.sends], separators=(",", ":"))
        last = max((one.at for one in status.sends), default=None)
        ends = (
            of.expires_at.remove()
            if status.suppressions or status.agreements or last is None
            else of.expires_at.set(epoch_seconds(last + SENDS_KEPT))
        )
        DynamoTransaction.of(within).update(
            of(status.subject),
            [of.sends.set(sends), of.version.set(status.version), ends],
            self._as_read(status.version - 1),
            _changed(),
        )

    def hold(self, status: ContactStatus, within: Transaction) -> None:
        """See ``ContactStatusRepository``."""
        DynamoTransaction.of(within).check(
            self._items(status.subject), self._as_read(status.version), _changed()
        )

    def use(self, quota: Quota, now: datetime, within: Transaction) -> None:
        """See ``ContactStatusRepository``."""
        of = self._items
        room = of.used <= quota.most - quota.amount
        if quota.amount <= quota.most:
            room = of.used.does_not_exist() | room
        DynamoTransaction.of(within).update(
            of(quota.key),
            [of.used.add(quota.amount), of.expires_at.set(epoch_seconds(now + QUOTA_KEPT))],
            room,
            StaleVersion(f"There is no room left: {quota.words}."),
        )

    def give_back(self, use: QuotaUse, within: Transaction) -> None:
        """See ``ContactStatusRepository``."""
        of = self._items
        DynamoTransaction.of(within).update(of(use.key), [of.used.add(-use.amount)])

    def record(self, facts: FactsByKey, within: Transaction | None = None) -> None:
        """See ``ContactStatusRepository``. Facts are never taken away but by ``forget``, so what was
        read as known is not written again.
        """
        of = self._items
        statuses, _ = self.read(tuple(facts))
        for status in statuses:
            fresh = status.new(facts[status.subject])
            if not fresh:
                continue
            item, actions = of(status.subject), self._added(fresh)
            if within is not None:
                DynamoTransaction.of(within).update(item, actions)
            else:
                with database_errors():
                    item.update(actions)

    def _added(self, facts: Sequence[ContactFact]) -> "list[Action]":
        of = self._items
        suppressions = {one.document for one in facts if isinstance(one, Suppression)}
        agreements = {one.document for one in facts if isinstance(one, Agreement)}
        actions: list[Action] = [of.version.add(1), of.expires_at.remove()]
        if suppressions:
            actions.append(of.suppressions.add(suppressions))
        if agreements:
            actions.append(of.agreements.add(agreements))
        return actions

    def forget(self, subject: str) -> int:
        """See ``ContactStatusRepository``."""
        from pynamodb.exceptions import UpdateError

        from baton.persistence.database import condition_failed

        of = self._items
        try:
            with database_errors():
                of(subject).update(
                    [of.sends.remove(), of.agreements.remove(), of.version.add(1)],
                    of.sends.exists() | of.agreements.exists(),
                )
        except UpdateError as error:
            if condition_failed(error):
                return 0
            raise
        return 1

    def _as_read(self, version: int) -> "Condition":
        of = self._items
        return of.version == version if version else of.version.does_not_exist()


def _changed() -> StaleVersion:
    return StaleVersion("How the person stands was changed since it was read.")


def _status(subject: str, item: "ContactStatusItem | None") -> ContactStatus:
    if item is None:
        return ContactStatus(subject=subject)
    return ContactStatus(
        subject=subject,
        version=int(item.version or 0),
        suppressions=first_told(map(Suppression.read, item.suppressions or ())),
        agreements=first_told(map(Agreement.read, item.agreements or ())),
        sends=tuple(Send.model_validate(one) for one in json.loads(item.sends or "[]")),
    )

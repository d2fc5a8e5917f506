"""The audit trail: lines are added, and neither changed nor taken away before their time."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from baton.persistence.database import Database, condition_failed, database_errors, in_parallel
from baton.persistence.page import Page, checked_limit, cursor_after, position
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import MAX_WRITES, DynamoTransaction, Transaction
from baton.privacy.audit import AuditLine

if TYPE_CHECKING:
    from baton.privacy.items import AuditItem


class AuditRepository(Protocol):
    """Where audit lines are kept. All methods raise ``Unavailable``."""

    def write(self, lines: Sequence[AuditLine], within: Transaction | None = None) -> None:
        """Adds lines; one that is there already stays as it is. Up to a hundred come together or not
        at all.
        """
        ...

    def page(
        self, subjects: Iterable[str], *, cursor: str | None = None, limit: int = 50
    ) -> Page[AuditLine]:
        """The lines about any of ``subjects``, the oldest first, 1 to 100 a page."""
        ...


def line_key(line: AuditLine) -> str:
    """A line's place: by when it was written, and by what was asked."""
    return listed_at(line.at, f"{line.correlation_id}#{line.what}")


def listing_query(subjects: Iterable[str]) -> str:
    """The listing's name with its filter, to which cursors are tied: whose leads there are may
    change from one page to the next, so it is the subject that was asked for, the first.
    """
    return f"audit of={next(iter(subjects), '')}"


class DynamoAudit:
    """Audit lines in DynamoDB.

    Many at once go as one transaction: what may write them may do nothing else, and of the batches
    of DynamoDB every permission to write is one to delete.
    """

    def __init__(self, database: Database, table: str) -> None:
        from baton.privacy.items import AuditItem

        self._database = database
        self._items = database.bound(AuditItem, table)

    def write(self, lines: Sequence[AuditLine], within: Transaction | None = None) -> None:
        """See ``AuditRepository``."""
        if within is not None:
            for line in lines:
                DynamoTransaction.of(within).put(self._item(line))
        elif len(lines) == 1:
            self._add(lines[0])
        else:
            once = list({(line.subject, line_key(line)): line for line in lines}.values())
            for start in range(0, len(once), MAX_WRITES):
                with DynamoTransaction(self._database) as unit:
                    self.write(once[start : start + MAX_WRITES], unit)

    def page(
        self, subjects: Iterable[str], *, cursor: str | None = None, limit: int = 50
    ) -> Page[AuditLine]:
        """See ``AuditRepository``."""
        asked = list(dict.fromkeys(subjects))
        wanted = checked_limit(limit) + 1
        after = position(listing_query(asked), cursor)

        def of(subject: str) -> list[AuditLine]:
            beyond = self._items.listed_at > after if after else None
            with database_errors():
                found = self._items.query(subject, beyond, consistent_read=True, limit=wanted)
                return [AuditLine.model_validate_json(item.document) for item in found]

        return page_of([line for some in in_parallel(of, asked) for line in some], asked, limit)

    def _add(self, line: AuditLine) -> None:
        from pynamodb.exceptions import PutError

        try:
            with database_errors():
                self._item(line).save(self._items.subject.does_not_exist())
        except PutError as error:
            if not condition_failed(error):
                raise

    def _item(self, line: AuditLine) -> "AuditItem":
        document = line.model_dump_json(exclude_none=True)
        return self._items(line.subject, line_key(line), document=document)


def page_of(found: Iterable[AuditLine], subjects: Sequence[str], limit: int) -> Page[AuditLine]:
    """The first ``limit`` of what was found, and a cursor if there is more. Lines of the same place
    about several leads (a page of them was read) are never parted by a page's end.
    """
    lines = sorted(found, key=lambda line: (line_key(line), line.subject))
    end = min(limit, len(lines))
    while 0 < end < len(lines) and line_key(lines[end]) == line_key(lines[end - 1]):
        end += 1
    more = end < len(lines)
    cursor = cursor_after(listing_query(subjects), line_key(lines[end - 1])) if more else None
    return Page(tuple(lines[:end]), cursor)

"""The persons of a segment, read with what is known of them and how they stand."""

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from baton.effects.contact_status_repository import ContactStatusRepository
from baton.gtm.customer_contact import contact_id
from baton.gtm.customer_contact_repository import CustomerContactRepository
from baton.gtm.recipients import Person, keys_of
from baton.gtm.segments import MembersPage

MOST_RECIPIENTS = 5_000
"""Members that one set of messages looks at, in the segment's order: the dearest come first."""

_TOGETHER = 100


class Members(Protocol):
    """Who is in a segment: what marketing needs of the store that insights keeps."""

    def members(self, segment: str, page: int = 0) -> MembersPage:
        """A page of its members, in the segment's order. Raises ``NotFound`` and ``Unavailable``."""
        ...


class Audience:
    """The persons of a segment, with what is known of them and how they stand."""

    def __init__(
        self,
        segments: Members,
        contacts: CustomerContactRepository,
        statuses: ContactStatusRepository,
    ) -> None:
        self._segments = segments
        self._contacts = contacts
        self._statuses = statuses

    def persons(self, segment_id: str, most: int = MOST_RECIPIENTS) -> Iterator[Person | None]:
        """Each member, ``None`` where nothing is known of one; the first ``most``. Raises ``NotFound``
        and ``Unavailable``.
        """
        ids = islice(self._ids(segment_id), most)
        while some := list(islice(ids, _TOGETHER)):
            yield from self._known(some)

    def person(self, customer_id: str) -> Person | None:
        """A customer. Raises ``Unavailable``."""
        return next(iter(self._known([customer_id])))

    def _ids(self, segment_id: str) -> Iterator[str]:
        page: int | None = 0
        while page is not None:
            found = self._segments.members(segment_id, page)
            yield from (one.customer_id for one in found.members)
            page = found.next

    def _known(self, customer_ids: list[str]) -> Iterator[Person | None]:
        records = [contact_id(one) for one in customer_ids]
        contacts = self._contacts.find(records)
        keys = {one: keys_of(contact) for one, contact in contacts.items()}
        wanted = list(dict.fromkeys(key for some in keys.values() for key in some))
        found, _ = self._statuses.read(wanted) if wanted else ((), ())
        standing = dict(zip(wanted, found, strict=True))
        for record in records:
            contact = contacts.get(record)
            statuses = tuple(standing[key] for key in keys.get(record, ()))
            yield Person(contact, statuses) if contact else None

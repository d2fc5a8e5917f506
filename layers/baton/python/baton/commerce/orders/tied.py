"""The orders that are tied to a person."""

from collections.abc import Iterator

from baton.commerce.orders.order import Order
from baton.commerce.orders.repository import OrderRepository
from baton.core.errors import NotFound
from baton.privacy.subject import PersonKey
from baton.privacy.subject_repository import SubjectRepository


def tied_orders(
    person: PersonKey,
    orders: OrderRepository,
    subjects: SubjectRepository,
    most: int | None = None,
) -> Iterator[Order]:
    """A person's orders, the newest first, each read when it is asked for; of the ``most`` newest
    records that are tied to the person, of which some are no orders.
    """
    newest = sorted({tie.record_id for tie in subjects.ties(person)}, reverse=True)  # by time
    for record_id in newest[:most]:
        try:
            yield orders.get(record_id)
        except NotFound:
            continue  # a record of another kind

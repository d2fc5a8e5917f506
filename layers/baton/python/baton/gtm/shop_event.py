"""What happens in a shop that marketing answers to (requirement F6), as commerce tells it. Pure."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, UtcDatetime
from baton.gtm.customer_contact import CustomerId


class ShopEventKind(StrEnum):
    """What happened, from which a message may follow."""

    ORDER_PLACED = "order_placed"
    ORDER_CONFIRMED = "order_confirmed"
    ORDER_DELIVERED = "order_delivered"
    ORDER_UNDONE = "order_undone"
    CART_LEFT = "cart_left"
    SEGMENT_ENTERED = "segment_entered"
    BIRTHDAY = "birthday"
    STOCK_BACK = "stock_back"


class ShopEvent(Contract):
    """One thing that happened to one customer. ``event_id`` is the publisher's: told again, it is the
    same. ``about`` is the order, cart, segment or product it is about; ``title`` is that by a name that
    the customer knows, ``link`` where they find it.
    """

    event_id: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$")]
    happening: ShopEventKind
    at: UtcDatetime
    customer_id: CustomerId
    about: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$")]
    title: Annotated[str, StringConstraints(min_length=1, max_length=120)] | None = None
    link: Annotated[str, StringConstraints(pattern=r"^https://\S{3,500}$")] | None = Field(
        default=None, description="to a page of the company's"
    )

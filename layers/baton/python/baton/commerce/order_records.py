"""Orders as records of their buyers, for export and erasure."""

from dataclasses import dataclass
from datetime import datetime

from baton.commerce.orders.order import Order, OrderNote, OrderState
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.orders.step import BY
from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.core.phone import phone_number
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transactions
from baton.privacy.personal_data import Json, SubjectRecord
from baton.privacy.subject import Tie, email_key, external_key, phone_key

ERASED = "erased"
"""What stands in the place of what was said of the buyer."""


def tie_of(order: Order) -> Tie:
    """That an order is its buyer's: found by e-mail address, phone number and the shop's id."""
    mine = (external_key(order.customer_id),) if order.customer_id else ()
    return Tie(
        record_id=order.order_id,
        keys=(email_key(order.email), *mine),
        number=_number(order),
        received_at=order.placed_at,
    )


def without_buyer(order: Order, now: datetime) -> Order:
    """The order for the books: what was sold, at which price and tax, to which country; nobody's. What
    callers wrote goes, what the steps wrote stays. A parcel that still goes out keeps its label.
    """
    request = order.quote.request.model_copy(update={"customer_id": None})
    to = order.ship_to
    forgotten = {"method": None, "action_url": None, "client_secret": None}
    return order.next_version(
        now,
        erased=True,
        asked="",
        customer_id=None,
        email="",
        quote=order.quote.model_copy(update={"request": request}),
        ship_to=type(to)(name=ERASED, street=ERASED, city=ERASED, country=to.country),
        why=ERASED if order.ends_as is OrderState.CANCELED else order.why,
        uses=tuple(one for one in order.uses if not one.part.startswith("by#")),
        history=tuple(_nobodys(note) for note in order.history),
        returns=tuple(one.model_copy(update={"reason": ERASED}) for one in order.returns),
        payment=order.payment.model_copy(update=forgotten),
        label=None if order.state.has_ended else order.label,
    )


def _nobodys(note: OrderNote) -> OrderNote:
    return note if note.by == BY else note.model_copy(update={"text": ERASED})


def _number(order: Order) -> str | None:
    text, country = order.ship_to.phone, order.ship_to.country
    try:
        return phone_key(phone_number(text, country).number) if text else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders as records of their buyers. What is forgotten of one is who bought it: the books stay."""

    orders: OrderRepository
    transactions: Transactions
    clock: Clock
    name: str = "orders"

    def tie_of(self, record_id: str) -> Tie | None:
        """The tie of an order that has none yet; ``None`` for one that is nobody's any more."""
        found = self._found(record_id)
        return tie_of(found) if found else None

    def describe(self, tie: Tie) -> SubjectRecord:
        """An order, or what is known of it once its buyer is erased."""
        found = self._found(tie.record_id)
        names = (found.email, found.customer_id) if found else ()
        return SubjectRecord(tie=tie, document=found, names=tuple(filter(None, names)))

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        found = self._found(record.record_id)
        return [found.to_json()] if found else []

    def forget(self, record: SubjectRecord) -> int:
        """Takes the buyer out of the order. Who pays or is paid back is known to the payment provider
        alone from then on. See ``PersonalDataStore``.
        """

        def attempt() -> int:
            order = self._found(record.record_id)
            if order is None:
                return 0
            with self.transactions.begin() as within:
                self.orders.replace(without_buyer(order, self.clock()), within)
            return 1

        return retry_on_conflict(attempt)

    def _found(self, record_id: str) -> Order | None:
        try:
            order = self.orders.get(record_id)
        except NotFound:
            return None
        return None if order.erased else order

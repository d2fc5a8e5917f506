"""Carts as records of their customers, for export and erasure."""

from dataclasses import dataclass

from baton.commerce.carts.cart import Cart
from baton.commerce.carts.repository import CartRepository
from baton.privacy.personal_data import Json, SubjectRecord
from baton.privacy.subject import Tie, external_key


def tie_of(cart: Cart) -> Tie | None:
    """That a cart is its customer's: found by the shop's id. ``None`` for one that is nobody's."""
    if cart.customer_id is None:
        return None
    return Tie(
        record_id=cart.cart_id,
        keys=(external_key(cart.customer_id),),
        received_at=cart.created_at,
    )


@dataclass(frozen=True, slots=True)
class Carts:
    """Carts as records of their customers. An anonymous one says nothing of anybody."""

    carts: CartRepository
    name: str = "carts"

    def tie_of(self, record_id: str) -> Tie | None:
        """The tie of a cart that has none yet."""
        found = self.carts.find(record_id)
        return tie_of(found) if found else None

    def describe(self, tie: Tie) -> SubjectRecord | None:
        """A cart; ``None`` for the record of something else, or of one that is gone."""
        found = self.carts.find(tie.record_id)
        if found is None:
            return None
        return SubjectRecord(
            tie=tie, document=found, names=(found.customer_id,) if found.customer_id else ()
        )

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        found = self.carts.find(record.record_id)
        return [found.to_json()] if found else []

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``."""
        found = self.carts.find(record.record_id)
        if found is None:
            return 0
        self.carts.forget(found)
        return 1

"""Where carts are kept."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from baton.commerce.carts.cart import Cart
from baton.commerce.ids import CustomerId
from baton.core.contract import Ulid
from baton.core.errors import AlreadyExists, BatonError, Conflict, NotFound, StaleVersion
from baton.persistence.database import Database, database_errors, in_parallel
from baton.persistence.shards import every_shard, sharded
from baton.persistence.timestamps import epoch_seconds, listed_at, moment_text
from baton.persistence.transaction import DynamoTransaction, Transaction
from baton.privacy.subject import digest_of, external_key

if TYPE_CHECKING:
    from baton.commerce.items import CartItem

IDLE_SHARDS = 8
_IDLE = "carts"


class CartRepository(Protocol):
    """Carts, each one versioned document that ends at its ``expires_at``."""

    def add(self, cart: Cart, within: Transaction) -> None:
        """Keeps a new cart. The commit raises ``AlreadyExists`` if its id is taken."""
        ...

    def replace(self, cart: Cart, within: Transaction) -> None:
        """Keeps the next version. The commit raises ``StaleVersion`` unless the one before is kept."""
        ...

    def order(self, cart: Cart, within: Transaction) -> None:
        """As ``replace``, but the commit raises ``Conflict``: who orders a cart that was changed must
        see it again.
        """
        ...

    def find(self, cart_id: Ulid) -> Cart | None:
        """The cart, read consistently; ``None`` if there is none. It may be over."""
        ...

    def current(self, customer_id: CustomerId) -> Ulid | None:
        """The cart that a customer had last, read consistently."""
        ...

    def make_current(
        self, customer_id: CustomerId, cart_id: Ulid, before: Ulid | None, within: Transaction
    ) -> None:
        """Gives a customer a cart. The commit raises ``StaleVersion`` unless theirs was ``before``."""
        ...

    def idle(self, since: datetime, limit: int = 100) -> tuple[Cart, ...]:
        """Carts that ``may_be_left``, and were not touched after a moment."""
        ...

    def forget(self, cart: Cart) -> None:
        """Deletes a cart, and that it is its customer's."""
        ...


def cart_taken(cart: Cart) -> AlreadyExists:
    """The error for an id that another cart has."""
    return AlreadyExists(f"There is already a cart with the id {cart.cart_id}.")


def cart_overtaken(cart_id: Ulid) -> StaleVersion:
    """The error for a cart that is not any more as it was read."""
    return StaleVersion(f"The cart {cart_id} was changed since it was read.")


def changed_since(cart_id: Ulid) -> Conflict:
    """The error for an order of a cart that is not as it was when it was checked out."""
    return Conflict(f"The cart {cart_id} was changed or ordered meanwhile: check it out again.")


class DynamoCarts:
    """See ``CartRepository``: one item a cart, and one a customer, under a hash, that names theirs."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.commerce.items import CartItem

        self._items = database.bound(CartItem, table)
        self._database = database

    def add(self, cart: Cart, within: Transaction) -> None:
        """See ``CartRepository``."""
        free = self._items.cart_id.does_not_exist()
        DynamoTransaction.of(within).put(self._item(cart), free, cart_taken(cart))

    def replace(self, cart: Cart, within: Transaction) -> None:
        """See ``CartRepository``."""
        self._replace(cart, cart_overtaken(cart.cart_id), within)

    def order(self, cart: Cart, within: Transaction) -> None:
        """See ``CartRepository``."""
        self._replace(cart, changed_since(cart.cart_id), within)

    def find(self, cart_id: Ulid) -> Cart | None:
        """See ``CartRepository``."""
        item = self._get(cart_id)
        return _read(item) if item else None

    def current(self, customer_id: CustomerId) -> Ulid | None:
        """See ``CartRepository``."""
        item = self._get(_customer(customer_id))
        return item.current if item else None

    def make_current(
        self, customer_id: CustomerId, cart_id: Ulid, before: Ulid | None, within: Transaction
    ) -> None:
        """See ``CartRepository``."""
        of = self._items
        item = of(_customer(customer_id), current=cart_id)
        same = of.current == before if before else of.cart_id.does_not_exist()
        DynamoTransaction.of(within).put(item, same, cart_overtaken(cart_id))

    def idle(self, since: datetime, limit: int = 100) -> tuple[Cart, ...]:
        """See ``CartRepository``."""
        of = self._items
        # A place is a moment with an id after it: "$" comes right after the "#" between them.
        last = moment_text(since) + "$"

        def query(shard: str) -> list[str]:
            with database_errors():
                found = of.idle.query(shard, of.listed_at < last, limit=limit)
                return [item.cart_id for item in found]

        shards = in_parallel(query, every_shard(_IDLE, IDLE_SHARDS))
        ids = [(one,) for shard in shards for one in shard][:limit]
        items = self._database.fetch(of, ids) if ids else []
        carts = map(_read, items)
        return tuple(one for one in carts if one.may_be_left and one.updated_at <= since)

    def forget(self, cart: Cart) -> None:
        """See ``CartRepository``."""
        keys = [(cart.cart_id,)]
        if cart.customer_id and self.current(cart.customer_id) == cart.cart_id:
            keys.append((_customer(cart.customer_id),))
        self._database.delete(self._items, keys)

    def _replace(self, cart: Cart, refusal: BatonError, within: Transaction) -> None:
        same = self._items.version == cart.version - 1
        DynamoTransaction.of(within).put(self._item(cart), same, refusal)

    def _get(self, key: str) -> "CartItem | None":
        try:
            with database_errors():
                return self._items.get(key, consistent_read=True)
        except self._items.DoesNotExist:
            return None

    def _item(self, cart: Cart) -> "CartItem":
        due, cart_id = cart.may_be_left, cart.cart_id
        return self._items(
            cart_id,
            version=cart.version,
            listing=sharded(_IDLE, cart_id, IDLE_SHARDS) if due else None,
            listed_at=listed_at(cart.updated_at, cart_id) if due else None,
            document=cart.model_dump_json(exclude_none=True),
            expires_at=epoch_seconds(cart.expires_at),
        )


def _customer(customer_id: CustomerId) -> str:
    return f"customer#{digest_of(external_key(customer_id))}"


def _read(item: "CartItem") -> Cart:
    return Cart.model_validate_json(item.document or "")


def not_found(cart_id: Ulid) -> NotFound:
    """The error for a cart that is not there, or expired."""
    return NotFound("cart", cart_id)

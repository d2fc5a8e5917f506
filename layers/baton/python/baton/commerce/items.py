"""The items of commerce, as pynamodb models; docs/data-model.md says what each holds.

Adapters import this module when they are built, since pynamodb costs what a caller of the ports alone
need not pay.
"""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


class DueStock(GlobalSecondaryIndex["StockItem"]):
    """Reservations that are held and SKUs that are watched, by when they are due; purchase orders by
    when they were made; each in shards.
    """

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    listing = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class StockItem(Model):
    """A level, the locations of a SKU, a movement, a reservation, a stocking policy, a watch, a supplier
    or a purchase order.
    """

    subject = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    available = NumberAttribute(null=True)
    reserved = NumberAttribute(null=True)
    unavailable = NumberAttribute(null=True)
    locations = UnicodeSetAttribute(null=True)
    listing = UnicodeAttribute(null=True)
    listed_at = UnicodeAttribute(null=True)
    document = DocumentAttribute(null=True)
    due = DueStock()


class PriceItem(Model):
    """Of prices: an entry of the price book, a competitor's price, a price that was set or shown, how
    often a promotion was used, or a quote.
    """

    subject = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    uses = NumberAttribute(null=True)
    order_id = UnicodeAttribute(null=True)
    document = DocumentAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class ListedProducts(GlobalSecondaryIndex["ProductItem"]):
    """The products by their ids, in shards."""

    class Meta:
        index_name = "by_listing"
        projection = KeysOnlyProjection()

    listing = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class ProductItem(Model):
    """A product, or which product a SKU belongs to."""

    product_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    owner = UnicodeAttribute(null=True)
    listing = UnicodeAttribute(null=True)
    listed_at = UnicodeAttribute(null=True)
    document = DocumentAttribute(null=True)
    by_listing = ListedProducts()


class OrdersOfCustomer(GlobalSecondaryIndex["OrderItem"]):
    """The orders of a customer, by when they were placed."""

    class Meta:
        index_name = "by_customer"
        projection = KeysOnlyProjection()

    customer_id = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class ListedOrders(GlobalSecondaryIndex["OrderItem"]):
    """All orders by when they were placed, in shards."""

    class Meta:
        index_name = "by_listing"
        projection = KeysOnlyProjection()

    listing = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class OrdersInState(GlobalSecondaryIndex["OrderItem"]):
    """The orders that are in a state, by when they were placed, in shards."""

    class Meta:
        index_name = "by_state"
        projection = KeysOnlyProjection()

    in_state = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class OrderItem(Model):
    """An order."""

    order_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    customer_id = UnicodeAttribute(null=True)
    listing = UnicodeAttribute(null=True)
    in_state = UnicodeAttribute(null=True)
    listed_at = UnicodeAttribute(null=True)
    document = DocumentAttribute(null=True)
    by_customer = OrdersOfCustomer()
    by_listing = ListedOrders()
    by_state = OrdersInState()


class ListedCustomers(GlobalSecondaryIndex["CustomerItem"]):
    """The customers by their ids, in shards."""

    class Meta:
        index_name = "by_listing"
        projection = KeysOnlyProjection()

    listing = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class CustomerItem(Model):
    """A customer, or whose a record is."""

    customer_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    owner = UnicodeAttribute(null=True)
    listing = UnicodeAttribute(null=True)
    listed_at = UnicodeAttribute(null=True)
    document = DocumentAttribute(null=True)
    by_listing = ListedCustomers()


class IdleCarts(GlobalSecondaryIndex["CartItem"]):
    """Open carts of known customers, by when they were touched last, in shards."""

    class Meta:
        index_name = "idle"
        projection = KeysOnlyProjection()

    listing = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class CartItem(Model):
    """A cart, or which cart a customer has."""

    cart_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute(null=True)
    current = UnicodeAttribute(null=True)
    listing = UnicodeAttribute(null=True)
    listed_at = UnicodeAttribute(null=True)
    document = DocumentAttribute(null=True)
    expires_at = NumberAttribute(null=True)
    idle = IdleCarts()

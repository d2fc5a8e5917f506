"""The events of this area. Other areas hear them; they hold ids and figures, and no personal data."""

from pydantic import Field

from baton.commerce.ids import CustomerId, ProductId, Sku
from baton.core.contract import Contract, Ulid
from baton.core.money import Money
from baton.messaging.events import Event


class OrderChanged(Contract):
    """An order has another state."""

    order_id: Ulid
    customer_id: CustomerId | None = None
    state: str = Field(max_length=40)
    version: int = Field(ge=1)
    total: Money
    why: str | None = Field(default=None, max_length=300)


class CartLeft(Contract):
    """A cart of a known customer was not touched for a while and not ordered."""

    cart_id: Ulid
    customer_id: CustomerId
    lines: int = Field(ge=1)
    total: Money


class StockChanged(Contract):
    """What is available of a SKU became low, ended, or came back: ``level`` says which."""

    sku: Sku
    product_id: ProductId | None = None
    level: str = Field(pattern="^(low|out|back)$")
    available: int = Field(ge=0)


class ProductChanged(Contract):
    """A product was added, changed or ended."""

    product_id: ProductId
    version: int = Field(ge=1)


ORDER_CHANGED = Event("commerce.order_changed", OrderChanged)
CART_LEFT = Event("commerce.cart_left", CartLeft)
STOCK_CHANGED = Event("commerce.stock_changed", StockChanged)
PRODUCT_CHANGED = Event("commerce.product_changed", ProductChanged)

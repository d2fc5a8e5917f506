"""Routes of what goes with an order on paper: invoice, credit notes and packing slip, as PDF."""

from typing import Annotated
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from baton.commerce.inventory.service import StockService
from baton.commerce.inventory.stock import HeldLine
from baton.commerce.orders.documents import IssuedDocument
from baton.commerce.orders.issuing import Issuing
from baton.commerce.orders.order import Order, OrderState
from baton.commerce.orders.papers import packing_slip, printed_document
from baton.commerce.orders.refunding import missing, without
from baton.commerce.orders.repository import OrderRepository
from baton.core.errors import Conflict, NotFound
from baton.http.openapi_responses import described_file
from baton.http.responses import PDF, file_answer

Number = Annotated[str, Path(pattern=r"^CN-[0-9]{4}-[0-9]{6,12}$", description="of a credit note")]

_SENT = frozenset((OrderState.CONFIRMED, OrderState.SHIPPED, OrderState.DELIVERED))
_HEADERS = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}


class OrderPaperRoutes:
    """Prints what was issued. The same order prints the same bytes."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        orders: OrderRepository,
        stock: StockService,
        issuing: Issuing,
    ) -> None:
        self._app = app
        self._orders = orders
        self._stock = stock
        self._seller = issuing.seller
        self._zone: ZoneInfo = issuing.zone

    def register(self) -> None:
        """Adds the routes to the app."""
        one = "/api/v1/orders/<order_id>"
        for path, operation, text, work in (
            ("invoice", "read_invoice", "The invoice", self.invoice),
            ("credit-notes/<number>", "read_credit_note", "The credit note", self.credit_note),
            ("packing-slip", "read_packing_slip", "The packing slip", self.slip),
        ):
            self._app.get(
                f"{one}/{path}",
                tags=["orders"],
                operation_id=operation,
                responses=described_file(PDF, text),
            )(work)

    def invoice(self, order_id: str) -> "Response[str]":
        """The invoice of a confirmed order."""
        order = self._orders.get(order_id)
        if order.invoice is None:
            raise Conflict(
                f"There is no invoice before it is confirmed: the order is {order.state}."
            )
        return self._document(order, order.invoice)

    def credit_note(self, order_id: str, number: Number) -> "Response[str]":
        """The credit note of a return or a cancellation; the order names them."""
        order = self._orders.get(order_id)
        for document in order.credit_notes:
            if document.number == number:
                return self._document(order, document)
        raise NotFound("credit note", number)

    def slip(self, order_id: str) -> "Response[str]":
        """What goes into the parcel, and from where it is taken."""
        order = self._orders.get(order_id)
        if order.state not in _SENT:
            raise Conflict(f"Nothing of it is to be sent: the order is {order.state}.")
        seller = order.invoice.seller if order.invoice else self._seller
        held = _by_sku(without(self._stock.held(order.reservation_id), missing(order)))
        return _pdf(packing_slip(order, seller, held, self._zone), f"packing-slip-{order_id}")

    def _document(self, order: Order, document: IssuedDocument) -> "Response[str]":
        printed = printed_document(order, document, self._zone)
        return _pdf(printed, f"{document.kind.replace('_', '-')}-{document.number}")


def _by_sku(lines: tuple[HeldLine, ...]) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for line in lines:
        found.setdefault(line.sku, []).append((line.location, line.quantity))
    return found


def _pdf(content: bytes, name: str) -> "Response[str]":
    return file_answer(content, PDF, f"{name}.pdf", _HEADERS)

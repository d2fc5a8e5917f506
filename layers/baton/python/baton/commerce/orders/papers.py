"""Invoices, credit notes and packing slips as PDF files. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from baton.commerce.ids import Sku
from baton.commerce.orders.documents import DocumentKind, IssuedDocument
from baton.commerce.orders.invoice import Invoice, credit_of, invoice_of
from baton.commerce.orders.order import Order
from baton.commerce.orders.refunding import missing
from baton.commerce.orders.wording import amount, day, money, words_in
from baton.commerce.places import PostalAddress
from baton.pages.drawing import Ink
from baton.pages.helvetica import is_readable
from baton.pages.paper import Paper

Held = Mapping[Sku, Sequence[tuple[str, int]]]
"""Where the pieces of each SKU are taken from, and how many."""

_TABLE = "paper_words"


class _Words:
    """The words of a paper in its language."""

    def __init__(self, order: Order, zone: ZoneInfo) -> None:
        self.language, self._words = words_in(_TABLE, order.language)
        self._order, self._zone = order, zone

    def __getitem__(self, name: str) -> str:
        return str(self._words[name])

    def amount(self, minor_units: int) -> str:
        """An amount of the order's currency, without it."""
        return amount(minor_units, self._order.quote.currency, self.language)

    def money(self, minor_units: int) -> str:
        """An amount with its currency."""
        return money(minor_units, self._order.quote.currency, self.language)

    def day_of(self, moment: datetime) -> str:
        """The day of a moment, where the shop is."""
        return day(moment.astimezone(self._zone).date(), self.language)


def printed_document(order: Order, document: IssuedDocument, zone: ZoneInfo) -> bytes:
    """An invoice or a credit note; ``zone`` is the shop's."""
    words = _Words(order, zone)
    is_invoice = document.kind is DocumentKind.INVOICE
    figures = invoice_of(order) if is_invoice else credit_of(order, document)
    title = words[document.kind].format(number=document.number)
    paper = Paper(title)
    _begin(paper, title, order, words, document.seller)
    paper.text(words["date"].format(date=day(document.issued_on, words.language)))
    _order_line(paper, order, words)
    if not is_invoice and (invoice := order.invoice):
        of = {"number": invoice.number, "date": day(invoice.issued_on, words.language)}
        paper.text(words["for_invoice"].format(**of))
    paper.space(14)
    _lines(paper, order, figures, words)
    _totals(paper, figures, words, "to_pay" if is_invoice else "paid_back")
    _foot(paper, order, words, document.seller)
    return paper.file(_made(order), f"{title} · {order.order_id}")


def packing_slip(order: Order, seller: Sequence[str], held: Held, zone: ZoneInfo) -> bytes:
    """What goes into the parcel, and from where it is taken; without prices."""
    words = _Words(order, zone)
    title = words["packing_slip"]
    paper = Paper(title)
    _begin(paper, title, order, words, seller)
    _order_line(paper, order, words)
    if way := order.shipping:
        code = order.label.tracking_code if order.label else ""
        text = words["way" if code else "way_open"]
        paper.text(text.format(carrier=way.carrier, service=way.service, code=code))
    paper.space(14)
    rows = [
        [_item(order, sku, words), place, str(count), "____"]
        for sku, pieces in _sent(order).items()
        for place, count in held.get(sku, ()) or [("", pieces)]
    ]
    head = [words["item"], words["location"], words["quantity"], words["packed"]]
    paper.table(head, rows, [5, 1.6, 0.9, 1], size=9.5)
    _foot(paper, order, words, seller)
    return paper.file(_made(order), f"{title} · {order.order_id}")


def _sent(order: Order) -> Mapping[Sku, int]:
    """Pieces of each SKU that go into the parcel: not those that were not found."""
    found = {sku: -count for sku, count in missing(order).items()}
    for line in order.quote.lines:
        found[line.sku] = found.get(line.sku, 0) + line.quantity
    return {line.sku: count for line in order.quote.lines if (count := found[line.sku])}


def _made(order: Order) -> datetime:
    return order.confirmed_at or order.placed_at


def _begin(paper: Paper, title: str, order: Order, words: _Words, seller: Sequence[str]) -> None:
    paper.text(title, 18, bold=True)
    paper.space(10)
    buyer = [words["erased"]] if order.erased else [*_address(order.ship_to), order.email]
    paper.columns(((words["seller"], seller), (words["buyer"], buyer)))
    paper.space(12)


def _order_line(paper: Paper, order: Order, words: _Words) -> None:
    placed = words.day_of(order.placed_at)
    paper.text(words["order"].format(order_id=order.order_id, date=placed))


def _address(to: PostalAddress) -> list[str]:
    place = " ".join(filter(None, (to.postal_code, to.city, to.region)))
    lines = (to.name, to.company, to.street, to.street_more, place, to.country)
    return [line for line in lines if line]


def _lines(paper: Paper, order: Order, figures: Invoice, words: _Words) -> None:
    names = ("item", "quantity", "unit", "discount", "net", "rate", "tax", "total")
    rows = [
        [
            _item(order, line.sku, words),
            str(line.quantity),
            words.amount(line.unit_price),
            words.amount(-line.discount) if line.discount else "",
            words.amount(line.net),
            ", ".join(one.name for one in line.taxes) or words["untaxed"],
            words.amount(line.tax),
            words.amount(line.total),
        ]
        for line in figures.lines
    ]
    paper.table([words[name] for name in names], rows, [3.2, 0.9, 1.2, 1.1, 1.2, 1.3, 1.1, 1.2])
    with_tax = "with_tax" if order.quote.prices_include_tax else "without_tax"
    said = f"{words['amounts'].format(currency=order.quote.currency)} {words[with_tax]}"
    paper.text(said, 8, ink=Ink.QUIET)
    paper.space()


def _totals(paper: Paper, figures: Invoice, words: _Words, paid: str) -> None:
    paper.together(70 + 17 * len(figures.by_rate))
    head = [words["by_rate"], words["net"], words["tax"]]
    rows = [[one.name, words.amount(one.net), words.amount(one.tax)] for one in figures.by_rate]
    if rows:
        paper.table(head, rows, [4, 1, 1])
    totals = [
        [words["net_total"], words.money(figures.net)],
        [words["tax_total"], words.money(figures.tax)],
    ]
    total = [words[paid], words.money(figures.total)]
    paper.table((), totals, [4, 2], size=10.5, total=total)


def _item(order: Order, sku: Sku | None, words: _Words) -> str:
    if sku is None:
        return words["shipping"]
    title = order.titles.get(sku, sku)
    return title if title == sku else f"{title} ({sku})"


def _foot(paper: Paper, order: Order, words: _Words, seller: Sequence[str]) -> None:
    written = (*seller, *_address(order.ship_to), *order.titles.values())
    if not all(map(is_readable, written)):
        paper.text(words["unreadable"].format(order_id=order.order_id), 8, ink=Ink.QUIET)

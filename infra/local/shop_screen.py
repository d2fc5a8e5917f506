"""What the demo shows of its minute in the shop: who did what, and books that add up."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from baton.core.amounts import minor_digits
from infra.local.shop_books import Books
from infra.local.shop_demo import ORDINARY, Visit

Json = Mapping[str, Any]

CURRENCY = "EUR"


def shown(
    visits: Sequence[Visit], offered: Sequence[Json], of: Books, seconds: float
) -> RenderableType:
    """The visits and the books as tables."""
    orders = sum(of.states.values())
    title = f"A minute in the shop: {orders} orders in {seconds:.0f} s"
    parts: list[RenderableType] = [Text(title, style="bold"), Text(), _recommended(offered)]
    parts += [
        Text(),
        _visits(visits),
        Text(),
        _pieces(of),
        Text(),
        _money(of),
        Text(),
        _verdict(of),
    ]
    return Group(*parts)


def _recommended(offered: Sequence[Json]) -> RenderableType:
    lines = [Text("Recommended beside a barcode scanner", style="bold")]
    lines += [
        Text(f"  {one['title']} ({one['sku']}), {_amount(one['price']['amount'])}: {one['reason']}")
        for one in offered
    ]
    return Group(*lines)


def _visits(visits: Sequence[Visit]) -> RenderableType:
    table = _table()
    table.add_column("buyer", no_wrap=True)
    table.add_column("what happened", ratio=1)
    table.add_column("total", justify="right", no_wrap=True)
    table.add_column("paid", justify="right", no_wrap=True)
    table.add_column("the order is", no_wrap=True)
    for one in visits:
        if one.what != ORDINARY or one.wrong:
            table.add_row(*_cells(one))
    others = [one.order for one in visits if one.what == ORDINARY and one.order and not one.wrong]
    total = sum(one["quote"]["total"] for one in others)
    paid = sum(_paid(one) for one in others)
    table.add_row(f"{len(others)} others", ORDINARY, _amount(total), _amount(paid), "sold")
    return table


def _cells(one: Visit) -> tuple[RenderableType, ...]:
    what = Text.assemble(one.what, (f" ✗ {one.wrong}" if one.wrong else "", "red"))
    if one.order is None:
        return one.buyer, what, "", "", "-"
    state = str(one.order["state"]).replace("_", " ")
    total = _amount(one.order["quote"]["total"])
    return one.buyer, what, total, _amount(_paid(one.order)), state


def _pieces(of: Books) -> RenderableType:
    table = _table()
    table.add_column("SKU", ratio=1)
    for name in ("received", "- sold", "+ returned", "= on hand"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for one in of.pieces:
        numbers = (one.received, one.sold, one.returned, one.on_hand)
        table.add_row(one.sku, *map(str, numbers), _mark(right=one.is_right))
    return table


def _money(of: Books) -> RenderableType:
    table = _table()
    table.add_column(CURRENCY, ratio=1)
    table.add_column("by our orders", justify="right", no_wrap=True)
    table.add_column("by the payment provider", justify="right", no_wrap=True)
    table.add_column("")
    for one in of.money:
        mark = _mark(right=one.orders == one.provider)
        table.add_row(one.what, _amount(one.orders), _amount(one.provider), mark)
    return table


def _verdict(of: Books) -> RenderableType:
    states = ", ".join(f"{count} {state}" for state, count in sorted(of.states.items()))
    lines = [Text(f"Orders: {states}. Labels to be paid for: {of.labels}. Fees are not modelled.")]
    if of.wrong:
        lines += [Text(f"The books do not add up: {why}", style="red bold") for why in of.wrong]
    else:
        lines.append(Text("The books add up.", style="green"))
    return Group(*lines)


def _paid(order: Json) -> int:
    """What the shop keeps of an order."""
    return int(order["payment"]["captured"] - order["payment"]["refunded"])


def _amount(minor: int) -> str:
    digits = minor_digits(CURRENCY)
    return f"{minor / 10**digits:,.{digits}f}"


def _mark(*, right: bool) -> Text:
    return Text("✓", style="green") if right else Text("✗", style="red bold")


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=True)

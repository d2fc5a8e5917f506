"""Codes and promotions that may be used so often only: counted in the transaction that places an order.

Two orders that use the last use of a code at the same moment write the same item: one commits, the other
is refused with ``UsedUp`` and priced anew, without it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from baton.commerce.ids import CustomerId
from baton.commerce.pricing.promotion import Code, Promotion, PromotionId
from baton.commerce.pricing.quotes import Quote
from baton.core.contract import Contract
from baton.core.errors import Conflict
from baton.persistence.database import Database
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.commerce.items import PriceItem


class Use(Contract):
    """One use that is counted: ``most`` of them are allowed under ``subject`` and ``part``."""

    subject: str
    part: str
    most: int
    names: PromotionId | Code


class Redemptions(Protocol):
    """How often promotions and codes were used."""

    def used_up(self, uses: Sequence[Use]) -> frozenset[PromotionId | Code]:
        """The promotions and codes of which no use is left, read consistently."""
        ...

    def use(self, uses: Sequence[Use], within: Transaction) -> None:
        """Counts uses. The commit raises ``UsedUp`` if one has no use left."""
        ...

    def give_back(self, uses: Sequence[Use], within: Transaction) -> None:
        """Takes uses back, of an order that was cancelled; once, as the transaction's conditions say."""
        ...


def uses_of(
    promotions: Iterable[Promotion], codes: Iterable[Code], customer_id: CustomerId | None
) -> tuple[Use, ...]:
    """The uses that must be counted if these promotions apply with these codes. Who is not known has no
    count of their own: such a promotion asks for a customer.
    """
    given, found = set(codes), []
    for one in promotions:
        subject = f"uses#{one.promotion_id}"
        if one.most_uses is not None:
            found.append(_use(subject, "all", one.most_uses, one.promotion_id))
        if one.most_uses_each is not None:
            most = one.most_uses_each if customer_id else 0
            found.append(_use(subject, f"by#{customer_id or ''}", most, one.promotion_id))
        if one.once_per_code:
            found += [_use(f"code#{c}", one.promotion_id, 1, c) for c in one.codes if c in given]
    return tuple(found)


def _use(subject: str, part: str, most: int, names: str) -> Use:
    return Use(subject=subject, part=part, most=most, names=names)


def promotions_in(quote: Quote) -> frozenset[PromotionId]:
    """The promotions that a quote takes something off by."""
    by_line = {one.promotion_id for line in quote.lines for one in line.discounts}
    return frozenset(by_line | set(quote.shipping_promotions))


def uses_in(quote: Quote, promotions: Iterable[Promotion]) -> tuple[Use, ...]:
    """The uses that an order with this quote counts."""
    applied = promotions_in(quote)
    own = [one for one in promotions if one.promotion_id in applied]
    refused = set(quote.refused_codes)
    codes = [code for code in quote.request.codes if code not in refused]
    return uses_of(own, codes, quote.request.customer_id)


class UsedUp(Conflict):
    """A promotion or code has no use left; the purchase is priced anew without it."""


def used_up_error(use: Use) -> UsedUp:
    """The error for a use that is not left."""
    return UsedUp(f"{use.names} was used up meanwhile.")


class DynamoRedemptions:
    """Uses counted in DynamoDB, one item a count; in the table of prices."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.commerce.items import PriceItem

        self._items = database.bound(PriceItem, table)
        self._database = database

    def used_up(self, uses: Sequence[Use]) -> frozenset[PromotionId | Code]:
        """See ``Redemptions``."""
        items = self._database.fetch(self._items, [(one.subject, one.part) for one in uses])
        there = {(item.subject, item.part): int(item.uses or 0) for item in items}
        return frozenset(
            one.names for one in uses if there.get((one.subject, one.part), 0) >= one.most
        )

    def use(self, uses: Sequence[Use], within: Transaction) -> None:
        """See ``Redemptions``."""
        of = self._items
        for one in uses:
            left = of.uses < one.most
            free = of.uses.does_not_exist() | left if one.most else left
            self._count(one, 1, free, within)

    def give_back(self, uses: Sequence[Use], within: Transaction) -> None:
        """See ``Redemptions``."""
        for one in uses:
            self._count(one, -1, self._items.uses > 0, within)

    def _count(self, one: Use, by: int, condition: object, within: Transaction) -> None:
        item: PriceItem = self._items(one.subject, one.part)
        DynamoTransaction.of(within).update(
            item,
            [self._items.uses.add(by)],
            condition,  # type: ignore[arg-type]
            used_up_error(one),
        )

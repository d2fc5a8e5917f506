"""Of two carts that are merged nothing is lost: quantities add up, as far as a line may have them."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.commerce.carts.cart import Cart, CartLine, merged_lines
from baton.core.errors import Conflict

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
PIECES = st.dictionaries(
    st.sampled_from([f"S{number}" for number in range(60)]), st.integers(1, 100_000), max_size=40
)


def a_cart(pieces: dict[str, int]) -> Cart:
    lines = tuple(CartLine(sku=sku, quantity=n, added_at=NOW) for sku, n in pieces.items())
    return Cart(
        cart_id="01J00000000000000000000001",
        currency="EUR",
        country="AT",
        lines=lines,
        created_at=NOW,
        updated_at=NOW,
        expires_at=NOW,
    )


@given(PIECES, PIECES)
def test_quantities_add_up_or_nothing_is_merged(one: dict[str, int], other: dict[str, int]) -> None:
    together = Counter(one) + Counter(other)
    if len(together) > 40:
        with pytest.raises(Conflict, match=f"{len(together)} SKUs"):
            merged_lines(a_cart(one), a_cart(other))
        return
    lines = merged_lines(a_cart(one), a_cart(other))
    assert {line.sku: line.quantity for line in lines} == {
        sku: min(pieces, 100_000) for sku, pieces in together.items()
    }

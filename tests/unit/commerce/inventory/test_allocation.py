"""Where pieces are taken from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.commerce.inventory.allocation import allocated, totals
from baton.commerce.inventory.stock import OutOfStock, RequestedPieces, StockLevel

SKUS, PLACES = st.sampled_from(["a", "b", "c"]), st.sampled_from(["graz", "linz", "wien"])
LEVELS = st.dictionaries(st.tuples(SKUS, PLACES), st.integers(0, 9)).map(
    lambda kept: [
        StockLevel(sku=sku, location=place, available=pieces)
        for (sku, place), pieces in kept.items()
    ]
)
WANTED = st.lists(
    st.builds(RequestedPieces, sku=SKUS, quantity=st.integers(1, 9)), min_size=1, max_size=5
)


@given(WANTED, LEVELS)
def test_all_that_is_wanted_is_held_from_what_is_there_or_what_lacks_is_named(
    wanted: list[RequestedPieces], levels: list[StockLevel]
) -> None:
    there = {(level.sku, level.location): level.available for level in levels}
    over_all = {
        sku: sum(pieces for (one, _), pieces in there.items() if one == sku)
        for sku in totals(wanted)
    }
    lacks = {sku for sku, pieces in totals(wanted).items() if pieces > over_all[sku]}
    if lacks:
        with pytest.raises(OutOfStock) as refused:
            allocated(wanted, levels)
        assert refused.value.short == {sku: over_all[sku] for sku in lacks}
        return
    lines = allocated(wanted, levels)
    assert totals([RequestedPieces(sku=one.sku, quantity=one.quantity) for one in lines]) == totals(
        wanted
    )
    assert all(one.quantity <= there[one.sku, one.location] for one in lines)
    assert len({(one.sku, one.location) for one in lines}) == len(lines)


def test_an_order_that_one_place_can_send_comes_from_there() -> None:
    levels = [
        StockLevel(sku="a", location="graz", available=9),
        StockLevel(sku="a", location="wien", available=1),
        StockLevel(sku="b", location="wien", available=1),
    ]
    wanted = [RequestedPieces(sku="a", quantity=1), RequestedPieces(sku="b", quantity=1)]
    assert {one.location for one in allocated(wanted, levels)} == {"wien"}


@pytest.mark.parametrize(("preferred", "expected"), [((), "graz"), (("wien",), "wien")])
def test_of_places_that_are_as_good_the_preferred_one_sends(
    preferred: tuple[str, ...], expected: str
) -> None:
    levels = [StockLevel(sku="a", location=place, available=2) for place in ("wien", "graz")]
    (line,) = allocated([RequestedPieces(sku="a", quantity=2)], levels, preferred)
    assert line.location == expected

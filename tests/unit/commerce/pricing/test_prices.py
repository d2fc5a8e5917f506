"""Rules, limits, prior prices, tax, demand and the division of amounts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.commerce.division import divided
from baton.commerce.pricing.dynamic import (
    MOST_AWAY,
    CompetitorPrice,
    CompetitorRule,
    CompetitorStrategy,
    Demand,
    against_competitors,
    demanded,
)
from baton.commerce.pricing.limits import PriceLimits, bounded, floor_of
from baton.commerce.pricing.lowest_price import (
    PricePoint,
    first_moment,
    joined,
    next_point,
    prior_price,
)
from baton.commerce.pricing.rules import ending
from baton.commerce.pricing.tax import TaxRate, rates_for
from tests.unit.commerce.pricing.given import NOW, RATES

DAY = timedelta(days=1)
TODAY = NOW.date()


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_an_amount_is_divided_whole_and_nobody_is_off_by_a_unit(
    total: int, weights: list[int]
) -> None:
    parts, whole = divided(total, weights), sum(weights)
    assert sum(parts) == total
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * whole - total * weight) < whole


@pytest.mark.parametrize(
    ("price", "digits", "expected"),
    [(1_001, 99, 1_099), (1_099, 99, 1_099), (1_100, 99, 1_199), (995, 95, 995), (7, 9, 9)],
)
def test_a_price_is_rounded_up_to_its_ending(price: int, digits: int, expected: int) -> None:
    assert ending(price, digits) == expected


@given(
    st.integers(0, 10**6),
    st.none() | st.integers(1, 10**6),
    st.builds(
        PriceLimits,
        cost=st.none() | st.integers(0, 10**6),
        least_margin=st.integers(0, 9_000),
        minimum_advertised=st.none() | st.integers(0, 10**6),
        least=st.none() | st.integers(0, 10**6),
        most=st.none() | st.integers(0, 10**6),
        day_step=st.none() | st.integers(0, 10_000),
    ),
)
def test_a_price_keeps_its_limits_and_says_which_moved_it(
    price: int, yesterday: int | None, limits: PriceLimits
) -> None:
    found = bounded(price, limits, yesterday)
    floor = max(floor_of(limits), limits.minimum_advertised or 0)
    assert found.price >= floor
    if limits.cost is not None:
        margin = Decimal(found.price - limits.cost)
        assert margin * 10_000 >= Decimal(found.price) * limits.least_margin
    if limits.most is not None:
        assert found.price <= max(limits.most, floor)
    assert bool(found.by) or found.price == price
    assert bounded(found.price, limits, yesterday).price == found.price


VIENNA = ZoneInfo("Europe/Vienna")
AT_NOON = datetime(2026, 11, 30, 12, tzinfo=VIENNA)


def shown(*changes: tuple[float, int | None, bool]) -> list[PricePoint]:
    """What was shown, by days before ``AT_NOON``, and whether as a reduction."""
    history: list[PricePoint] = []
    for ago, price, reduced in changes:
        at = AT_NOON - timedelta(days=ago)
        point = next_point(history, price, at, VIENNA, reduced=reduced)
        assert point is not None
        history.append(point)
    return history


@given(
    st.lists(st.one_of(st.none(), st.integers(1, 50)), min_size=1, max_size=60),
    st.integers(2, 9),
)
def test_of_more_changes_than_are_kept_never_too_high_a_prior_price_comes(
    prices: list[int | None], most: int
) -> None:
    start = AT_NOON - timedelta(days=40)
    points = [
        PricePoint(since=start + timedelta(hours=16 * at), price=price)
        for at, price in enumerate(prices)
    ]
    kept = joined(points, most)
    assert len(kept) == min(most, len(points))
    assert kept[1:] == tuple(points)[len(points) - len(kept) + 1 :]
    whole, less = (prior_price(one, AT_NOON, VIENNA) for one in (points, kept))
    assert whole is None or (less is not None and less <= whole)


@pytest.mark.parametrize(
    ("history", "prior"),
    [
        (shown((100, 1_000, False), (0, 800, True)), 1_000),
        # Raised shortly before the reduction: the lower price of before counts.
        (shown((100, 1_000, False), (10, 1_200, False), (0, 1_000, True)), 1_000),
        # Cheap long ago, but not within the 30 days before.
        (shown((100, 700, False), (40, 1_000, False), (0, 900, True)), 1_000),
        # A price that held into the 30 days counts, though it began before them.
        (shown((100, 700, False), (29, 1_000, False), (0, 900, True)), 700),
        # The days are whole ones of the shop: the one on which it ended counts, the one before not.
        (shown((100, 700, False), (30.4, 1_000, False), (0, 900, True)), 700),
        (shown((100, 700, False), (30.6, 1_000, False), (0, 900, True)), 1_000),
        # Whatever held for an hour was a price, on the day of the reduction too.
        (shown((90, 1_000, False), (0.2, 600, False), (0.1, 1_000, False), (0, 900, True)), 600),
        # A reduction that grows is claimed from the price before its first step, however long it is.
        (shown((100, 1_000, False), (20, 900, True), (0, 800, True)), 1_000),
        (shown((900, 1_000, False), (400, 900, True), (0, 800, True)), 1_000),
        # One that shrinks is another one: the price before it was the lower one.
        (shown((100, 1_000, False), (20, 800, True), (0, 900, True)), 800),
        # An earlier reduction that was over for a while was a price of the 30 days.
        (shown((60, 1_000, False), (20, 800, True), (10, 1_000, False), (0, 900, True)), 800),
        # So was one before a gap: what is not on sale grows by nothing.
        (shown((60, 1_000, False), (25, 800, True), (20, None, False), (0, 700, True)), 800),
        # Nothing was shown in the 30 days: nothing can be claimed.
        (shown((90, 1_000, False), (40, None, False), (0, 700, True)), None),
        # On sale for ten days only, and from today on.
        (shown((10, 1_000, False), (0, 800, True)), 1_000),
        (shown((0, 800, True)), None),
        ([], None),
    ],
)
def test_a_reduction_is_claimed_from_the_lowest_price_of_the_30_days_before(
    history: list[PricePoint], prior: int | None
) -> None:
    assert prior_price(history, AT_NOON, VIENNA) == prior
    later = [point for point in history if point.since >= AT_NOON - timedelta(days=31)]
    before = [point for point in history if point not in later][-1:]
    assert prior_price(before + later, AT_NOON, VIENNA) == prior


def test_the_days_before_are_never_shorter_because_clocks_are_put_forward() -> None:
    spring = datetime(2026, 4, 10, 12, tzinfo=VIENNA)
    begin = first_moment(spring, VIENNA)
    assert begin == datetime(2026, 3, 11, 0, tzinfo=VIENNA)
    assert spring - begin.astimezone(UTC) >= timedelta(days=30)


def test_a_rate_holds_on_its_days_and_a_provinces_can_take_the_countrys_place() -> None:
    old = TaxRate(country="AT", name="VAT", rate=Decimal("0.19"), until=date(2025, 12, 31))
    new = TaxRate(country="AT", name="VAT", rate=Decimal("0.20"), since=date(2026, 1, 1))
    hst = TaxRate(country="CA", region="ON", name="HST", rate=Decimal("0.13"), instead=True)
    rest = TaxRate(country="*", name="export", rate=Decimal(0))

    def names(country: str, region: str | None = None, day: date = TODAY) -> list[str]:
        rates = (old, new, *RATES[2:4], hst, rest)
        found = rates_for(rates, country, region, "standard", day) or ()
        return [f"{rate.name} {rate.rate}" for rate in found]

    assert names("AT", day=date(2025, 12, 31)) == ["VAT 0.19"]
    assert names("AT") == ["VAT 0.20"]
    assert names("CA", "ON") == ["HST 0.13"]
    assert names("CA", "QC") == ["GST 0.05", "QST 0.09975"]
    assert names("BR") == ["export 0"]


def seen(price: int, age: timedelta = timedelta(), **more: object) -> CompetitorPrice:
    fields = {"competitor": f"shop {price}", "price": price, "seen_at": NOW - age, **more}
    return CompetitorPrice.model_validate(fields)


def test_competitors_count_who_have_it_in_stock_and_were_seen_lately() -> None:
    rule = CompetitorRule(strategy=CompetitorStrategy.UNDERCUT, basis_points=100)
    prices = [seen(900, in_stock=False), seen(950, 3 * DAY), seen(1_000), seen(1_100)]
    found = against_competitors(1_200, rule, prices, NOW)
    assert found is not None
    assert found.price == 990
    assert against_competitors(1_200, rule, prices[:2], NOW) is None
    lone = rule.model_copy(update={"at_least": 3})
    assert against_competitors(1_200, lone, prices, NOW) is None


def test_surely_elastic_demand_is_priced_for_the_greatest_margin() -> None:
    found = demanded(2_000, 1_200, Demand(elasticity=-3.0, elasticity_error=0.1))
    assert found is not None
    assert found.price == 1_800
    assert demanded(2_000, 1_200, Demand(elasticity=-1.2, elasticity_error=0.2)) is None


@given(
    st.integers(1, 10**6),
    st.none() | st.integers(1, 10**6),
    st.builds(
        Demand,
        elasticity=st.none() | st.floats(-10, 2),
        elasticity_error=st.none() | st.floats(0, 3),
        days_of_stock=st.none() | st.floats(0, 1_000),
        days_to_delivery=st.none() | st.floats(0.1, 100),
        days_wanted=st.none() | st.floats(1, 365),
    ),
)
def test_demand_and_stock_never_move_a_price_far(
    price: int, cost: int | None, demand: Demand
) -> None:
    found = demanded(price, cost, demand)
    if found:
        assert abs(found.price - price) <= price * MOST_AWAY + 1
        assert found.why


def test_little_stock_raises_a_price_and_much_lowers_it() -> None:
    little = demanded(1_000, None, Demand(days_of_stock=0, days_to_delivery=10))
    much = demanded(1_000, None, Demand(days_of_stock=400, days_wanted=60))
    assert little is not None
    assert much is not None
    assert (little.price, much.price) == (1_100, 900)

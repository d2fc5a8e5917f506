"""What stock promises, in memory and in DynamoDB."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta
from functools import partial

import pytest

from baton.commerce.container import Commerce
from baton.commerce.inventory.service import StockService
from baton.commerce.inventory.stock import (
    Movement,
    MovementReason,
    OutOfStock,
    RequestedPieces,
    Reservation,
    ReservationState,
    StockLevel,
)
from baton.commerce.orders.shortfall import lost, written_off
from baton.core.errors import AlreadyExists, Conflict, NotFound
from baton.runtime.platform import Platform

RED, BLUE = "SHIRT-RED", "SHIRT-BLUE"


def take_in(platform: Platform, sku: str, pieces: int, at: str = "vienna", **more: object) -> bool:
    movement = {
        "movement_id": f"{sku}:{at}:{pieces}",
        "sku": sku,
        "location": at,
        "on_hand": pieces,
        "reason": MovementReason.RECEIVED,
        "by": "a test",
        "at": platform.clock(),
    }
    return stock_of(platform).move(Movement.model_validate({**movement, **more}))


def stock_of(platform: Platform) -> StockService:
    return platform.area(Commerce).stock


def hold(platform: Platform, reservation: str, minutes: int = 15, **wanted: int) -> Reservation:
    lines = [
        RequestedPieces(sku=sku.replace("_", "-"), quantity=count) for sku, count in wanted.items()
    ]
    until = platform.clock() + timedelta(minutes=minutes)
    return stock_of(platform).reserve(reservation, lines, until=until)


def level(platform: Platform, sku: str, at: str = "vienna") -> StockLevel:
    there = platform.area(Commerce).stock_repository.levels(frozenset((sku,)))[sku]
    return next(one for one in there if one.location == at)


def test_what_is_reserved_is_taken_once_and_moves_the_ledger_once(platform: Platform) -> None:
    assert take_in(platform, RED, 5)
    first = hold(platform, "o1", SHIRT_RED=2)
    assert hold(platform, "o1", SHIRT_RED=2) == first
    assert (level(platform, RED).available, level(platform, RED).on_hand) == (3, 5)
    for _ in range(2):
        assert stock_of(platform).confirm("o1").state is ReservationState.CONFIRMED
    now = level(platform, RED)
    assert (now.available, now.reserved, now.on_hand) == (3, 0, 3)
    moved = platform.area(Commerce).stock_repository.movements(RED).items
    assert sum(one.on_hand for one in moved) == now.on_hand
    assert len(moved) == 2


def test_what_was_sold_and_not_found_is_written_off_once_and_changes_no_level(
    platform: Platform,
) -> None:
    take_in(platform, RED, 5)
    stock = stock_of(platform)
    hold(platform, "o1", SHIRT_RED=3)
    stock.confirm("o1")
    before = level(platform, RED)
    lines = lost(stock.held("o1"), {RED: 1}, {})
    movements = written_off(lines, "o1:s1", "o1", platform.clock())
    for again in (False, True):
        expected = pytest.raises(AlreadyExists) if again else nullcontext()
        with expected, platform.transactions.begin() as within:
            stock.write_off(movements, within)
    assert level(platform, RED) == before
    moved = platform.area(Commerce).stock_repository.movements(RED).items
    assert sum(one.on_hand for one in moved) == before.on_hand
    assert [one.on_hand for one in moved if one.reason is MovementReason.SHRINKAGE] == [-1]


def test_a_reservation_holds_everything_or_nothing(platform: Platform) -> None:
    take_in(platform, RED, 5)
    take_in(platform, BLUE, 1)
    with pytest.raises(OutOfStock) as refused:
        hold(platform, "o1", SHIRT_RED=2, SHIRT_BLUE=2)
    assert refused.value.short == {BLUE: 1}
    assert level(platform, RED).reserved == 0
    with pytest.raises(NotFound):
        stock_of(platform).confirm("o1")


def test_what_is_given_back_is_given_back_once(platform: Platform) -> None:
    take_in(platform, RED, 5)
    hold(platform, "o1", SHIRT_RED=2)
    for _ in range(2):
        given = stock_of(platform).release("o1")
        assert given is not None
        assert given.state is ReservationState.RELEASED
    assert level(platform, RED).available == 5
    with pytest.raises(Conflict):
        stock_of(platform).confirm("o1")
    assert stock_of(platform).release("never") is None


def test_an_id_that_holds_something_else_is_refused(platform: Platform) -> None:
    take_in(platform, RED, 5)
    hold(platform, "o1", SHIRT_RED=2)
    with pytest.raises(AlreadyExists):
        hold(platform, "o1", SHIRT_RED=3)


def test_what_is_held_too_long_is_given_back(platform: Platform) -> None:
    take_in(platform, RED, 5)
    hold(platform, "old", minutes=-1, SHIRT_RED=2)
    hold(platform, "new", minutes=5, SHIRT_RED=1)
    assert stock_of(platform).expire() == 1
    assert stock_of(platform).expire() == 0
    assert (level(platform, RED).available, level(platform, RED).reserved) == (4, 1)


def test_pieces_come_from_one_place_if_they_can_and_from_several_if_they_must(
    platform: Platform,
) -> None:
    take_in(platform, RED, 2)
    take_in(platform, RED, 3, "graz")
    assert [one.location for one in hold(platform, "o1", SHIRT_RED=3).lines] == ["graz"]
    take_in(platform, RED, 1, "graz")
    lines = hold(platform, "o2", SHIRT_RED=3).lines
    assert {one.location: one.quantity for one in lines} == {"graz": 1, "vienna": 2}


def test_levels_of_many_skus_are_of_all_locations_whoever_took_goods_in_there(
    platform: Platform,
) -> None:
    here = platform.area(Commerce).stock_repository
    elsewhere = platform.area(partial(Commerce)).stock  # what another process has
    skus = [f"SKU-{number}" for number in range(60)]
    for at, sku in enumerate(skus):
        take_in(platform, sku, at + 1)
        assert level(platform, sku).available == at + 1
    for sku in skus[:2]:
        elsewhere.move(
            Movement(
                movement_id="elsewhere",
                sku=sku,
                location="graz",
                on_hand=5,
                reason=MovementReason.RECEIVED,
                by="a test",
                at=platform.clock(),
            )
        )
    found = here.levels(frozenset((*skus, "UNKNOWN")))
    told = {sku: [(one.location, one.available) for one in there] for sku, there in found.items()}
    assert told == {
        sku: [*([("graz", 5)] if at < 2 else []), ("vienna", at + 1)] for at, sku in enumerate(skus)
    }
    assert elsewhere.available(frozenset(skus)) == stock_of(platform).available(frozenset(skus))


def test_a_count_sets_what_is_there_but_never_below_what_is_promised(platform: Platform) -> None:
    take_in(platform, RED, 5)
    hold(platform, "o1", SHIRT_RED=2)

    def counted(pieces: int) -> StockLevel:
        movement = Movement(
            movement_id=f"count-{pieces}",
            sku=RED,
            location="vienna",
            on_hand=0,
            reason=MovementReason.COUNTED,
            by="anna",
            at=platform.clock(),
        )
        return stock_of(platform).count(pieces, movement)

    now = counted(4)
    assert (now.available, now.reserved, now.on_hand) == (2, 2, 4)
    with pytest.raises(Conflict, match="2 are reserved"):
        counted(1)
    assert level(platform, RED).on_hand == 4


def test_movements_are_listed_page_by_page_the_last_first(platform: Platform) -> None:
    for number in range(5):
        take_in(platform, RED, 1, movement_id=f"m{number}")
    assert not take_in(platform, RED, 1, movement_id="m0")
    repository, found, cursor = platform.area(Commerce).stock_repository, [], None
    while True:
        page = repository.movements(RED, cursor=cursor, limit=2)
        found += [one.movement_id for one in page.items]
        if (cursor := page.cursor) is None:
            break
    assert found == ["m4", "m3", "m2", "m1", "m0"]


def test_buyers_who_race_for_the_last_pieces_get_them_once(platform: Platform) -> None:
    take_in(platform, RED, 3)

    def buy(number: int) -> bool:
        try:
            hold(platform, f"o{number}", SHIRT_RED=1)
        except OutOfStock:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(buy, range(8)))
    assert sum(got) == 3
    assert (level(platform, RED).available, level(platform, RED).reserved) == (0, 3)

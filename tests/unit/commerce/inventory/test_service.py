"""Stock stays right whoever dies, and whoever comes first."""

from datetime import timedelta
from typing import cast

import pytest

from baton.commerce.container import Commerce
from baton.commerce.inventory.service import StockService
from baton.runtime.platform import Platform
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash, Faults
from tests.storms.stock import Shop, race


def buy(platform: FakePlatform) -> None:
    """A reservation that is confirmed, and one that is given back."""
    stock: StockService = cast("Platform", platform).area(Commerce).stock
    until = platform.clock() + timedelta(minutes=15)
    stock.reserve("kept", Shop.wanted(a=2, b=1), until=until)
    stock.confirm("kept")
    stock.reserve("left", Shop.wanted(a=1), until=until)
    stock.release("left")


def test_wherever_it_dies_a_repeat_sells_once_and_gives_back_once() -> None:
    probe = Shop.in_memory(Faults(), a=5, b=1)
    start = len(probe.platform.faults.calls)
    buy(probe.platform)
    calls = len(probe.platform.faults.calls)
    for number in range(start + 1, calls + 1):
        for after in (False, True):
            shop = Shop.in_memory(Faults(), a=5, b=1)
            shop.platform.faults.crash_at(number, after=after)
            with pytest.raises(Crash):
                buy(shop.platform)
            buy(shop.platform.restarted())
            assert shop.wrong(["kept", "left"]) == []
            assert shop.levels() == {"a": (3, 0), "b": (0, 0)}


@pytest.mark.parametrize("seed", range(20))
def test_buyers_who_race_for_few_pieces_never_get_more_than_there_are(seed: int) -> None:
    assert race(seed, buyers=6) == []

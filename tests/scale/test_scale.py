"""Nothing of ours throttles at a thousand leads a second, and the model would say so if it did."""

import pytest

from infra.table_specs import TableSpec
from tests.scale import orders
from tests.scale.heat import shared
from tests.scale.limits import first, limits
from tests.scale.recorder import Sample
from tests.scale.traffic import sample
from tests.scale.units import Change, Units, item_size

Item = dict[str, dict[str, str]]

SPEC = TableSpec(key="id", indexes={"due": ("shard", "at")})
KEY = {"id": {"S": "one"}}


def test_nothing_of_ours_throttles_at_a_thousand_leads_a_second() -> None:
    found = limits(sample(leads=24, batches=2))
    assert len(found) > 12
    assert [one.name for one in first(found, 1_000) if one.ours] == []


def test_nothing_of_ours_throttles_at_a_thousand_orders_a_second() -> None:
    found = orders.limits(orders.sample(20))
    assert len(found) > 8
    assert [one.name for one in first(found, 1_000) if one.ours] == []


def item(shard: str, at: str = "1", **more: str) -> dict[str, dict[str, str]]:
    return {
        **KEY,
        "shard": {"S": shard},
        "at": {"S": at},
        **{name: {"S": value} for name, value in more.items()},
    }


@pytest.mark.parametrize(
    ("before", "after", "taken"),
    [
        (None, item("0"), {("t", "one"): 2, ("t/due", "0"): 1}),
        (item("0"), item("0", text="new"), {("t", "one"): 2}),
        (item("0"), item("0", at="2"), {("t", "one"): 2, ("t/due", "0"): 2}),
        (item("0"), item("1"), {("t", "one"): 2, ("t/due", "0"): 1, ("t/due", "1"): 1}),
        (item("0"), None, {("t", "one"): 2, ("t/due", "0"): 1}),
        (None, dict(KEY, text={"S": "x" * 1_500}), {("t", "one"): 4}),
        (None, None, {("t", "one"): 2}),
    ],
)
def test_a_write_takes_what_dynamodb_charges(
    before: Item | None, after: Item | None, taken: dict[tuple[str, str], float]
) -> None:
    counted: dict[tuple[str, str], float] = {}
    for one in Change("t", SPEC, KEY, before, after).units(times=2):
        place = (one.place, one.key)
        counted[place] = counted.get(place, 0) + one.write
    assert counted == taken


def test_an_items_size_is_its_names_and_values() -> None:
    assert (
        item_size({"name": {"S": "é"}, "n": {"N": "12345"}, "on": {"BOOL": True}}) == 4 + 2 + 5 + 3
    )


def replayed(keys: list[str]) -> Sample:
    """A sample of leads that each write one unit to a key."""
    made = Sample(leads=len(keys))
    for number, key in enumerate(keys):
        made.add(Units("t", key, write=1), "receive", f"lead {number}")
    return made


def test_one_place_for_all_throttles_at_a_thousand_and_shards_share_it() -> None:
    (one,) = shared(replayed(["all"] * 40))
    assert (one.keys, one.throttles_at, one.at(500)) == (1, 1_000, 0.5)
    (spread,) = shared(replayed([f"all#{number % 4}" for number in range(40)]))
    assert (spread.keys, spread.throttles_at) == (4, 4_000)


def test_what_is_a_leads_own_takes_the_same_at_any_rate() -> None:
    assert shared(replayed([f"lead#{number}" for number in range(40)])) == []

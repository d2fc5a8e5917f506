"""What is always so: each fact once, by its greatest version, whatever is repeated, merged or erased."""

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from baton.facts.fact import Fact
from tests.unit.platform.facts.sales import Keeping, count, person, sale

few = settings(max_examples=6, deadline=None)
"""Each example writes and reads files."""

counts = st.builds(
    lambda place, version, day: count(place, 10 * version, version, day),
    st.sampled_from("ab"),
    st.integers(0, 4),
    st.integers(0, 1),
)


def latest(facts: Iterable[Fact]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for fact in facts:
        place = (fact.fact_id, fact.day.isoformat())
        found[place] = max(found.get(place, 0), fact.version)
    return found


@few
@given(data=st.data(), facts=st.lists(counts, min_size=1, max_size=8))
def test_appended_any_number_of_times_in_any_order_each_fact_is_there_once(
    data: st.DataObject, facts: list[Fact]
) -> None:
    keeping = Keeping()
    again = data.draw(st.lists(st.sampled_from(facts), max_size=8))
    told = data.draw(st.permutations([*facts, *again]))
    cut = data.draw(st.integers(0, len(told)))
    keeping.append(told[:cut], told[cut:], told[:cut])
    expected = latest(facts)
    rows = keeping.rows("count_day")
    assert {(str(row[0]), str(row[-1])): row[2] for row in rows} == expected
    assert len(rows) == len(expected)
    assert all(row[4] == 10 * int(str(row[2])) for row in rows)


@few
@given(batches=st.lists(st.lists(counts, max_size=4), min_size=1, max_size=4))
def test_compaction_changes_no_answer(batches: list[list[Fact]]) -> None:
    keeping = Keeping()
    keeping.append(*batches)
    before = keeping.rows("count_day")
    keeping.platform.clock.advance(90 * 86_400)
    done, complete = keeping.compaction.run()
    assert complete
    assert keeping.rows("count_day") == before
    days = {key.split("/")[2] for key in keeping.files()}
    assert len(keeping.files()) == len(days)
    assert keeping.compaction.run() == (0, True)
    assert done <= len(days)


@few
@given(
    owners=st.lists(st.sampled_from(["c1", "c2"]), min_size=1, max_size=6),
    compacted=st.booleans(),
    repeats=st.integers(1, 2),
)
def test_an_erasure_takes_exactly_the_persons_facts(
    owners: list[str], compacted: bool, repeats: int
) -> None:
    keeping = Keeping()
    facts = [sale(number, customer, number % 2) for number, customer in enumerate(owners)]
    keeping.append(facts[:3], facts[2:])
    others = [row for row in keeping.rows("sale") if row[3] != "c1"]
    if compacted:
        keeping.platform.clock.advance(90 * 86_400)
        keeping.compaction.run()
    gone = [keeping.personal.forget((), [person("c1")], {}) for _ in range(repeats)]
    assert keeping.rows("sale") == others
    assert (gone[0] > 0) == ("c1" in owners)
    assert not any(gone[1:])
    assert not list(keeping.personal.show((), [person("c1")], ()))

"""What is squared is told from what is in proportion."""

from tests.growth import grows_in_proportion


def test_what_takes_as_many_times_as_long_as_it_is_larger_grows_in_proportion() -> None:
    assert grows_in_proportion(lambda size: sum(range(size)), 2_000_000)


def test_what_looks_at_every_pair_does_not() -> None:
    def pairs(size: int) -> int:
        return sum(one < other for one in range(size) for other in range(size))

    assert not grows_in_proportion(pairs, 2_400)

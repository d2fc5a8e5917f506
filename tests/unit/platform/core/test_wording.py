"""Nobody reads "1 days"."""

import pytest

from baton.core.wording import counted


@pytest.mark.parametrize(
    ("count", "words", "said"),
    [
        (0, ("day",), "0 days"),
        (1, ("day",), "1 day"),
        (1200, ("day",), "1,200 days"),
        (1, ("person", "people"), "1 person"),
        (2, ("person", "people"), "2 people"),
    ],
)
def test_one_of_a_thing_is_said_in_the_singular(
    count: int, words: tuple[str, ...], said: str
) -> None:
    assert counted(count, *words) == said

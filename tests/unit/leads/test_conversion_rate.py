"""A turn's conversion rate follows from what came after it."""

from datetime import timedelta

import pytest

from baton.leads.conversion_rate import rate_of
from baton.leads.interaction import Interaction, InteractionKind
from baton.memory.person import Turn
from tests.fakes.platform.clock import NOON
from tests.samples.pipeline import LEAD_ID


def turn(rate: float | None = None) -> Turn:
    return Turn(
        conversation_id=f"lead-{LEAD_ID}",
        turn_id=LEAD_ID,
        speaker="result_writer",
        kind="decision",
        at=NOON,
        conversion_rate=rate,
    )


def outcomes(*kinds: str, hours: int = 1) -> list[Interaction]:
    at = NOON + timedelta(hours=hours)
    return [
        Interaction(
            lead_id=LEAD_ID,
            interaction_id=f"{number}",
            kind=InteractionKind(kind),
            occurred_at=at,
            recorded_at=at,
        )
        for number, kind in enumerate(kinds)
    ]


@pytest.mark.parametrize(
    ("kinds", "rate"),
    [
        ((), None),
        (("planned",), None),
        (("delivered",), 0.0),
        (("bounced",), 0.0),
        (("delivered", "opened"), 0.25),
        (("clicked", "opened"), 0.5),
        (("replied",), 0.75),
        (("opened", "converted", "replied"), 1.0),
        (("replied", "opted_out"), 0.0),
        (("opted_out", "converted"), 1.0),
    ],
)
def test_the_furthest_that_it_came_is_its_rate(kinds: tuple[str, ...], rate: float | None) -> None:
    assert rate_of(turn(), outcomes(*kinds)) == rate


def test_what_came_before_says_nothing_of_it() -> None:
    assert rate_of(turn(), outcomes("converted", hours=-1)) is None
    assert rate_of(turn(), [*outcomes("converted", hours=-1), *outcomes("opened")]) == 0.25


def test_a_rate_that_was_given_stays() -> None:
    assert rate_of(turn(0.0), outcomes("converted")) == 0.0

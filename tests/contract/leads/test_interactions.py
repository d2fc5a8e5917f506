"""What every store of interactions promises."""

import pytest

from baton.core.clock import new_id
from baton.core.errors import AlreadyExists
from baton.core.money import Money
from baton.leads.container import Leads
from baton.leads.engagement import Channel
from baton.leads.interaction import Interaction, InteractionKind
from baton.runtime.platform import Platform
from tests.contract.given import later


def happened(lead_id: str, interaction_id: str, seconds: float) -> Interaction:
    return Interaction(
        lead_id=lead_id,
        interaction_id=interaction_id,
        kind=InteractionKind.OPENED,
        occurred_at=later(seconds),
        recorded_at=later(seconds + 60),
        channel=Channel.EMAIL,
        step=1,
        value=Money(amount=100, currency="EUR"),
        data={"a": [1, None, "x"]},
    )


def add(platform: Platform, *interactions: Interaction) -> None:
    with platform.transactions.begin() as unit:
        for interaction in interactions:
            platform.area(Leads).interactions.add(interaction, unit)


def test_a_leads_interactions_come_in_the_order_in_which_they_happened(platform: Platform) -> None:
    lead_id, other = new_id(), new_id()
    first, second, third = (
        happened(lead_id, identifier, seconds)
        for identifier, seconds in (("z", 1), ("planned", 2), ("a", 3.5))
    )
    add(platform, third, first, second, happened(other, "a", 2))
    assert platform.area(Leads).interactions.of(lead_id) == (first, second, third)
    assert platform.area(Leads).interactions.of(lead_id, limit=2) == (first, second)
    assert platform.area(Leads).interactions.of(new_id()) == ()


def test_an_interaction_with_an_id_that_its_lead_has_is_refused(platform: Platform) -> None:
    lead_id = new_id()
    first = happened(lead_id, "a", 1)
    add(platform, first)
    with pytest.raises(AlreadyExists):
        add(platform, happened(lead_id, "a", 3))
    assert platform.area(Leads).interactions.find(lead_id, "a") == first
    assert platform.area(Leads).interactions.find(new_id(), "a") is None


def test_more_interactions_than_one_batch_come_back_whole(platform: Platform) -> None:
    lead_id = new_id()
    many = [happened(lead_id, f"i{n}", n) for n in range(150)]
    add(platform, *many[:75])
    add(platform, *many[75:])
    assert platform.area(Leads).interactions.of(lead_id, limit=140) == tuple(many[:140])

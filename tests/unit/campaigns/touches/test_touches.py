"""What leads' events say of their journeys, and how it is read."""

from datetime import UTC, datetime, timedelta

import pytest

from baton.campaigns.container import Campaigns
from baton.core.errors import Unavailable
from baton.core.money import Money
from baton.facts.events import FactsRecorded
from functions.campaigns.analytics.journeys import Journey
from functions.campaigns.analytics.touches import FactTouches
from functions.campaigns.touches.agent import TouchRecorder
from functions.campaigns.touches.facts_of import created_at
from functions.campaigns.touches.models import TouchTask
from functions.platform.facts.agent import FactRecorder
from tests.fakes.platform.container import FakePlatform
from tests.unit.campaigns.analytics.channels import CAMPAIGNS, a_campaign
from tests.unit.campaigns.runs import a_brief

META = CAMPAIGNS["meta"]
LEAD = "01KJQ1N2P0T4W8A6B3C9D5E7F1"
ACT = "01KJQ1N4R0M8N2P5Q7R1S4T6V9"
CAME = created_at(LEAD)


def an_event(kind=None, **changes):
    if kind is None:
        return TouchTask(lead_id=LEAD, campaign_id=META, **changes)
    told = {"interaction_id": ACT, "occurred_at": CAME + timedelta(hours=2), "channel": "email"}
    return TouchTask(lead_id=LEAD, campaign_id=META, kind=kind, **{**told, **changes})


class World:
    def __init__(self):
        self.platform = FakePlatform()
        area = self.platform.area(Campaigns)
        with self.platform.transactions.begin() as within:
            area.campaigns.add(a_campaign("meta"), within)
            umbrella = a_campaign("google").model_copy(update={"brief": a_brief()})
            area.campaigns.add(umbrella, within)
        self.keeper = TouchRecorder.assemble(self.platform)

    def told(self):
        return [
            fact
            for _, message in self.platform.bus.events
            for fact in FactsRecorded.model_validate(message.payload).facts
        ]


@pytest.fixture
def world():
    return World()


def test_a_lead_that_came_with_a_platforms_campaign_was_touched_by_it_when_it_came(world):
    world.keeper.perform(an_event(score=70, status="processed"))
    (fact,) = world.told()
    assert fact.row == {"campaign_id": META, "lead_id": LEAD, "channel": "meta"}
    assert fact.at == CAME


@pytest.mark.parametrize("kind", ["opened", "clicked", "replied"])
def test_what_a_person_does_about_a_message_is_a_touch_of_its_channel(world, kind):
    world.keeper.perform(an_event(kind))
    (fact,) = world.told()
    assert (fact.kind, fact.row["channel"]) == ("campaign_touch", "email")


@pytest.mark.parametrize(
    "event",
    [
        an_event("delivered"),
        an_event("opened", machine=True),
        an_event("clicked", channel=None),
        an_event("clicked", interaction_id=None),
        TouchTask(lead_id=LEAD),
        TouchTask(lead_id=LEAD, campaign_id=ACT),
        TouchTask(lead_id=LEAD, campaign_id=CAMPAIGNS["google"]),
    ],
    ids=["sent", "machine", "no channel", "older code", "no campaign", "unknown campaign", "found"],
)
def test_what_no_person_did_or_nobody_knows_of_is_no_touch(world, event):
    assert world.keeper.perform(event).published == 0
    assert world.told() == []


def test_a_conversion_is_an_outcome_with_what_it_brought(world):
    world.keeper.perform(an_event("converted", value=Money(amount=9_900, currency="EUR")))
    (fact,) = world.told()
    assert fact.kind == "lead_outcome"
    assert (fact.row["outcome"], fact.row["revenue"], fact.row["currency"]) == (
        "converted",
        9_900,
        "EUR",
    )


def test_told_again_it_is_the_same_fact(world):
    for event in (an_event(), an_event("clicked")):
        world.keeper.perform(event)
        world.keeper.perform(event)
    first, again, act, act_again = world.told()
    assert (first, act) == (again, act_again)
    assert first.fact_id != act.fact_id


def test_facts_that_the_bus_does_not_take_come_again(world):
    world.keeper._new_id = lambda: "01KJQ1N4R0M8N2P5Q7R1S4T6VA"
    world.platform.bus.refused = {"01KJQ1N4R0M8N2P5Q7R1S4T6VA"}
    with pytest.raises(Unavailable):
        world.keeper.perform(an_event())


def test_journeys_are_read_from_the_facts_in_their_order_up_to_the_conversion(world):
    later = CAME + timedelta(hours=5)
    for event in (
        an_event("replied", occurred_at=later, interaction_id="01KJQ1N4R0M8N2P5Q7R1S4T6VB"),
        an_event("clicked"),
        an_event("converted", occurred_at=CAME + timedelta(hours=3)),
        an_event(),
        TouchTask(lead_id="01KJQ1N2P0T4W8A6B3C9D5E7F2", campaign_id=META),
    ):
        world.keeper.perform(event)
    FactRecorder.assemble(world.platform).keep(world.told())
    found = FactTouches(world.platform.facts).journeys(
        [META, CAMPAIGNS["google"]], CAME.date(), CAME.date() + timedelta(days=1)
    )
    assert found == (Journey(("meta", "email"), True), Journey(("meta",), False))


def test_an_id_says_when_it_was_made():
    assert created_at("01KJQ1N2P0T4W8A6B3C9D5E7F1").tzinfo is UTC
    assert datetime(2026, 1, 1, tzinfo=UTC) < CAME < datetime(2027, 1, 1, tzinfo=UTC)

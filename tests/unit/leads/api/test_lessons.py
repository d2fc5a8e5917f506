"""What an outcome teaches stays in memory, with the outcome or not at all."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from baton.core.money import Money
from baton.leads.conversation import conversation_of
from baton.leads.person_keys import person_of
from baton.memory.person import Person
from functions.leads.result_writer.agent import ResultWriter
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.samples.pipeline import LEAD_ID, a_lead, a_plan, an_assembly_task, receive

PATH = f"/api/v1/leads/{LEAD_ID}/outcomes"
LEAD = a_lead(company="Northwind", job_title="Teacher", city="Wien")
SUBJECT = person_of(LEAD_ID, LEAD.details)


@pytest.fixture
def platform() -> FakePlatform:
    """A platform with a processed lead, whose plan calls tomorrow at ten and then writes."""
    platform = FakePlatform()
    receive(platform, LEAD, held=True)
    ResultWriter.assemble(platform).perform(an_assembly_task(LEAD, plan=a_plan()))  # type: ignore[arg-type]
    platform.clock.advance(timedelta(days=3).total_seconds())
    return platform


def known(platform: FakePlatform) -> Person:
    return platform.long_term.recall(SUBJECT)


def values(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: fact.value for name, fact in facts.items()}


def report(api: Any, kind: str, at: datetime | None = None, **more: Any) -> None:
    body = {"kind": kind, **more, **({"occurred_at": at.isoformat()} if at else {})}
    assert api.post(PATH, body).status == 201


def test_every_outcome_is_a_turn_of_the_leads_conversation(
    api: Any, platform: FakePlatform
) -> None:
    report(api, "delivered", step=2)
    report(api, "opened", step=2)

    turns = platform.short_term.recent(conversation_of(LEAD_ID))

    assert [turn.text for turn in turns] == [
        "Delivered by email, to premium 2.",
        "Opened by email, to premium 2.",
    ]
    assert {turn.subject for turn in turns} == {SUBJECT}
    assert not known(platform).is_known


def test_who_acted_is_known_by_channel_hour_and_what_they_said_of_themselves(
    api: Any, platform: FakePlatform
) -> None:
    report(api, "replied", NOON + timedelta(days=2, hours=6, minutes=30), step=1)

    person = known(platform)

    assert values(person.preferences) == {
        "channel": "call",
        "hour": 19,
        "timezone": "Europe/Vienna",
    }
    assert person.preferences["hour"].confidence == pytest.approx(0.375)
    assert values(person.profile) == {
        "company": "Northwind",
        "job_title": "Teacher",
        "city": "Wien",
        "country": "AT",
        "interest": "route planning",
    }
    assert person.profile["city"].at == NOON
    assert person.rfm.purchases == 0


def test_an_hour_that_nobody_said_is_not_made_up(api: Any, platform: FakePlatform) -> None:
    report(api, "clicked", step=2)
    assert values(known(platform).preferences) == {"channel": "email", "timezone": "Europe/Vienna"}


def test_the_latest_action_stays_however_late_an_earlier_one_is_told(
    api: Any, platform: FakePlatform
) -> None:
    report(api, "replied", NOON + timedelta(days=2), channel="email")
    report(api, "clicked", NOON + timedelta(days=1), channel="sms")
    assert known(platform).preferences["channel"].value == "email"


def test_a_conversion_is_a_purchase_once(api: Any, platform: FakePlatform) -> None:
    body = {"kind": "converted", "value": {"amount": 4_900, "currency": "EUR"}}
    for _ in range(2):
        assert api.post(PATH, body, headers={"Idempotency-Key": "sale-1"}).status == 201

    rfm = known(platform).rfm

    assert (rfm.purchases, rfm.spent) == (1, (Money(amount=4_900, currency="EUR"),))
    assert rfm.last_at == platform.clock()


def test_who_opted_out_is_remembered_as_such(api: Any, platform: FakePlatform) -> None:
    report(api, "opted_out", channel="sms")

    person = known(platform)

    assert person.profile["opted_out"].value == "sms"
    assert person.preferences == {}


def test_nothing_is_learned_from_an_outcome_that_is_not_kept(
    api: Any, platform: FakePlatform
) -> None:
    platform.faults.fail("transactions.commit")
    assert api.post(PATH, {"kind": "converted"}).status == 503
    platform.faults.clear()
    assert not known(platform).is_known
    assert platform.short_term.recent(conversation_of(LEAD_ID)) == ()


def test_two_outcomes_of_one_person_at_once_are_both_learned_from(
    api: Any, platform: FakePlatform
) -> None:
    """The second learns something newer while the first is between its reads and its commit."""
    later = NOON + timedelta(days=2)
    count_purchase = platform.long_term.count_purchase
    overtaken: list[int] = []

    def overtaking(*given: Any, **named: Any) -> bool:
        if not overtaken:
            overtaken.append(1)
            report(api, "converted", later, channel="sms")
        return count_purchase(*given, **named)

    platform.long_term.count_purchase = overtaking  # type: ignore[method-assign]

    report(api, "converted", NOON + timedelta(days=1), channel="email")

    person = known(platform)
    assert person.preferences["channel"].value == "sms"
    assert (person.rfm.purchases, person.rfm.last_at) == (2, later)

"""What a person approved is handed over to each who still wants it, and nothing else is."""

from datetime import timedelta
from typing import Any

import pytest

from baton.escalation.case import Decision, Escalation, Verdict
from baton.gtm.customer_contact import CustomerContact
from baton.gtm.escalation_subjects import SUBJECTS
from baton.gtm.message_set import MessageState, Offer
from functions.gtm.marketing_triggers.models import TriggerOutcome
from tests.unit.gtm.marketing.given import MADE_AT, a_contact
from tests.unit.gtm.marketing_triggers.house import House


def decided(house: House, verdict: Verdict) -> dict[str, Any] | None:
    """A person's word on the win-back's case, carried out; what is announced then."""
    made = house.ask("win_back", offer=Offer(percent=10, days=10)).messages
    assert made is not None
    case: Escalation = house.platform.escalations.get(made.escalation_id)
    word = Decision(verdict=verdict, decided_by="Kim", at=house.platform.clock())
    subject = next(one for one in SUBJECTS if one.name == "message_set")
    policy = subject.policy(house.platform)
    writes = policy.ended(case.model_copy(update={"decision": word}), house.platform.clock())
    assert writes is not None
    with house.platform.transactions.begin() as unit:
        writes(unit)
    entry = house.platform.outbox.entries.get(made.set_id)
    return entry.payload["message"]["payload"] if entry else None


def test_what_a_person_approved_is_handed_over_to_each_who_still_wants_it() -> None:
    house = House(
        [
            a_contact("C-1", given_name="Kim", language="de"),
            a_contact("C-2", language="fr"),
            a_contact("C-3", language="en"),
        ]
    )
    house.segment()
    approved = decided(house, Verdict.APPROVE)
    assert approved is not None
    house.closes("c-3@alderwerk.example")
    result = house.hear(approved)
    assert (result.becomes, result.messages) == (TriggerOutcome.HANDED_OVER, 2)
    assert result.left_out == {"they refused, unsubscribed or cannot be reached": 1}
    german, french = house.ready
    until = (house.platform.clock() + timedelta(days=10)).strftime("%d.%m.%Y")
    assert german.body.startswith("Guten Tag Kim,")
    assert until in german.body
    assert french.body.startswith("Bonjour,")
    first = [one.message_id for one in house.ready]
    house.hear(approved)
    assert [one.message_id for one in house.ready] == [*first, *first]


def test_who_turned_into_another_group_gets_the_draft_that_fits_or_none() -> None:
    named = a_contact("C-1", given_name="Kim", language="de")
    house = House([named, a_contact("C-2", language="de")])
    house.segment()
    approved = decided(house, Verdict.APPROVE)
    assert approved is not None
    later: CustomerContact = named.model_copy(
        update={"at": MADE_AT + timedelta(days=1), "given_name": None}
    )
    house.hear(later)
    house.hear(a_contact("C-2", language="es", at=MADE_AT + timedelta(days=1)))
    assert house.hear(approved).messages + sum(house.hear(approved).left_out.values()) == 2
    assert {one.customer_id for one in house.ready} == {"C-1"}
    assert all(one.body.startswith("Guten Tag,") for one in house.ready)


@pytest.mark.parametrize("verdict", [Verdict.REFUSE, Verdict.CHANGE])
def test_what_nobody_approved_is_never_handed_over(verdict: Verdict) -> None:
    house = House([a_contact()])
    house.segment()
    assert decided(house, verdict) is None
    (kept,) = [
        house.platform.message_sets.message_set(one) for one in house.platform.message_sets.kept
    ]
    assert kept.state is MessageState.REFUSED
    forged = {"set_id": kept.set_id, "escalation_id": kept.escalation_id}
    assert house.hear(forged).becomes is TriggerOutcome.REFUSED
    assert house.ready == []

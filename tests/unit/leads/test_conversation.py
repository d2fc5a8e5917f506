"""A lead's conversation is told in turns that say what happened, under keys that name nobody."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.message import PERSON
from baton.leads.assessment import Category, Temperature
from baton.leads.conversation import (
    ANY,
    OTHER,
    action_of,
    conversation_of,
    decision_turn,
    key_of,
    message_turn,
    outcome_turn,
    situation_of,
)
from baton.leads.engagement import Channel
from baton.leads.interaction import Interaction, InteractionKind
from baton.leads.lead import Lead, LeadReport, LeadStatus
from baton.leads.person_keys import person_of
from baton.memory.knowledge import Node
from baton.memory.person import Turn
from baton.memory.short_term import LIFE, with_opening
from tests.fakes.platform.clock import NOON
from tests.samples.pipeline import LEAD_ID, a_lead, a_plan, an_assessment

TURN_ID = "01JNBX5T00ZZZZZZZZZZZZZZZZ"


def processed(planned: bool = True, **details: Any) -> Lead:
    lead = a_lead(industry="Education", source="Google Ads", **details)
    report = LeadReport(
        category=Category.COLD_LEAD,
        temperature=Temperature.WARM,
        assessment=an_assessment(62.5),
        plan=a_plan() if planned else None,
        processing_ms=5,
    )
    status = LeadStatus.PROCESSED if planned else LeadStatus.ESCALATED
    changes = {"report": report, "status": status, "updated_at": NOON + timedelta(seconds=1)}
    return lead.model_copy(update=changes)


def an_outcome(kind: InteractionKind, **changes: Any) -> Interaction:
    outcome = Interaction(
        lead_id=LEAD_ID,
        interaction_id=TURN_ID,
        kind=kind,
        occurred_at=NOON,
        recorded_at=NOON + timedelta(hours=1),
    )
    return outcome.model_copy(update=changes)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (None, ANY),
        ("  ", ANY),
        ("Google Ads", "google_ads"),
        ("B\u00fcrobedarf", "burobedarf"),
        ("e-mail", "e_mail"),
        ("referral from ada@example.com", OTHER),
        ("Ada, +43 660 1234567", OTHER),
        ("I saw it when I was there", OTHER),
        ("\u6559\u80b2", OTHER),
    ],
)
def test_a_key_is_short_and_names_nobody(text: str | None, key: str) -> None:
    assert key_of(text) == key


@given(st.text(max_size=80))
def test_any_text_gives_a_key_that_can_name_a_node(text: str) -> None:
    assert Node(node_id=f"industry:{key_of(text)}", label="x")


def test_a_situation_tells_neither_the_persons_name_nor_the_companys() -> None:
    lead = a_lead(industry="Berg Consulting", source="via Acme", company="ACME")
    assert situation_of(lead.details, Temperature.HOT) == "other/hot/other"


def test_the_first_turn_is_what_the_person_said() -> None:
    lead = a_lead(message="Can you help?", interest="planning")

    turn = message_turn(lead)

    assert (turn.conversation_id, turn.turn_id) == (conversation_of(LEAD_ID), LEAD_ID)
    assert (turn.speaker, turn.text, turn.at) == (PERSON, "Can you help?", NOON)
    assert turn.data == {"interest": "planning"}
    assert turn.subject == person_of(LEAD_ID, lead.details)
    assert message_turn(a_lead()).text == ""


@given(st.lists(st.integers(0, 30), unique=True), st.integers(1, 8), st.integers(0, 31))
def test_the_opening_is_shown_in_its_place_as_if_it_were_kept_with_the_others(
    others: list[int], limit: int, before: int
) -> None:
    turns = [
        message_turn(a_lead(f"01JNBX5T00ABCDEFGHJKMN{number:04}")) for number in sorted(others)
    ]
    opening = message_turn(a_lead("01JNBX5T00ABCDEFGHJKMN0015"))
    mark = f"01JNBX5T00ABCDEFGHJKMN{before:04}" if before < 31 else None

    def latest(those: Iterable[Turn]) -> tuple[Turn, ...]:
        return tuple(one for one in those if mark is None or one.turn_id < mark)[-limit:]

    shown = with_opening(latest(turns), opening, NOON, limit=limit, before=mark)
    every = {one.turn_id: one for one in (*turns, opening)}
    assert shown == latest(every[turn_id] for turn_id in sorted(every))


def test_an_opening_that_is_a_day_old_is_not_shown_any_more() -> None:
    opening = message_turn(a_lead())
    assert with_opening((), opening, NOON + LIFE - timedelta(seconds=1), limit=9) == (opening,)
    assert with_opening((), opening, NOON + LIFE, limit=9) == ()


def test_a_decision_says_what_is_done_and_names_nobody() -> None:
    lead = processed()

    turn = decision_turn(lead, TURN_ID)

    assert turn.text.startswith(
        "A warm lead (nurture) with 62.5 of 100 points. Premium by call in 3 steps"
    )
    assert turn.data["situation"] == "education/warm/google_ads"
    assert turn.data["action"] == "premium/premium_1"
    assert (turn.data["status"], turn.data["channel"]) == ("processed", "call")
    assert turn.at == lead.updated_at
    for name in ("Anna", "Berg", "anna.berg@example.com"):
        assert name not in turn.model_dump_json()


def test_a_decision_without_a_plan_is_a_persons() -> None:
    turn = decision_turn(processed(planned=False), TURN_ID)

    assert turn.text.endswith("A person decides how it goes on.")
    assert "action" not in turn.data


def test_a_plan_without_steps_says_why() -> None:
    lead = processed()
    assert lead.report is not None
    plan = a_plan(steps=0, suppressed="Nobody may write to this person.")
    suppressed = lead.model_copy(update={"report": lead.report.model_copy(update={"plan": plan})})

    turn = decision_turn(suppressed, TURN_ID)

    assert turn.text.endswith("Nobody may write to this person.")
    assert turn.data["action"] == action_of(plan) == "premium/nothing"


def test_nothing_is_said_of_a_lead_about_which_nothing_was_decided() -> None:
    with pytest.raises(ValueError, match="nothing was decided"):
        decision_turn(a_lead(), TURN_ID)


def test_an_outcome_tells_what_it_answers_and_how_well_that_worked() -> None:
    lead = processed()
    step = a_plan().steps[1]
    outcome = an_outcome(InteractionKind.CONVERTED)

    turn = outcome_turn(lead, outcome, step)

    assert turn.turn_id == outcome.interaction_id
    assert (turn.conversion_rate, turn.at) == (1.0, outcome.recorded_at)
    assert turn.text == "Converted by email, to premium 2."
    assert turn.data["action"] == "premium/premium_2"
    assert turn.data["situation"] == "education/warm/google_ads"
    assert (turn.data["attempt"], turn.data["outcome"]) == (f"{LEAD_ID}#2", "converted")


def test_only_a_conversion_is_good_enough_for_an_episode() -> None:
    rates = {
        kind: outcome_turn(a_lead(), an_outcome(kind), None).conversion_rate
        for kind in InteractionKind
        if kind is not InteractionKind.PLANNED
    }
    assert [kind for kind, rate in rates.items() if rate is None or rate > 0.8] == ["converted"]


def test_an_outcome_of_a_lead_without_a_plan_is_a_turn_all_the_same() -> None:
    turn = outcome_turn(a_lead(), an_outcome(InteractionKind.BOUNCED, channel=Channel.SMS), None)

    assert (turn.speaker, turn.text) == ("engagement", "Bounced by sms.")
    assert "action" not in turn.data

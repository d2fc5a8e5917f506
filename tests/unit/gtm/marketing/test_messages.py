"""Drafts wait for a person, in each customer's language, within the company's bound, and name nobody."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.exchange import ExchangeRates
from baton.effects.contact_status import SuppressionReason
from baton.gtm.figures import FigureName, FinanceTask
from baton.gtm.marketing import MarketingTask
from baton.gtm.message_set import LANGUAGES, Language, MessageState, Offer
from baton.gtm.periods import Period
from baton.gtm.placeholders import NotKnown, date_text, filled, placeholders_in, without_braces
from baton.gtm.recipients import Group, Recipients
from baton.gtm.settings import GtmSettings
from functions.gtm.finance.agent import Finance
from functions.gtm.marketing.drafts import bounded, drafts_to
from tests.unit.gtm.finance.company import TRANSACTIONS
from tests.unit.gtm.marketing.given import REQUEST, Shop, a_contact

FOUR = [
    a_contact("C-1", given_name="Ana", language="es"),
    a_contact("C-2", given_name="N/A", language="de"),
    a_contact("C-3", language="it"),
    a_contact("C-4", given_name="Kim", language="de"),
]
OFFER = Offer(percent=10, code="BACK-10")


@given(st.integers(1, 100), st.integers(0, 90))
def test_a_discount_is_never_above_the_bound(asked: int, most: int) -> None:
    offer = bounded(Offer(percent=asked), most)
    assert offer is None if most == 0 else offer is not None and offer.percent <= min(asked, most)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["news", "win_back"])
@pytest.mark.parametrize("offer", [None, Offer(percent=5), OFFER])
def test_a_draft_has_only_placeholders_that_are_filled_for_everybody(
    language: Language, kind: str, offer: Offer | None
) -> None:
    for knows in ((), ("given_name",)):
        group = Recipients({Group(language, knows): (a_contact(),)}, ())
        about: dict[Language, str] = {language: "We {given_name} open on Saturdays."}
        (draft,) = drafts_to(group, kind=kind, about=about, offer=offer, company="Ex {x} Ltd")
        wanted = {*knows, *({"until"} if offer else ())}
        assert placeholders_in(draft.body) == wanted
        assert not placeholders_in(draft.subject)
        assert ("10 %" in draft.body) is (offer is OFFER)
        assert "N/A" not in draft.body


@given(st.text(max_size=60), st.text(min_size=1, max_size=60).filter(str.strip))
def test_what_is_filled_in_is_not_looked_through_again(words: str, value: str) -> None:
    assert not placeholders_in(without_braces("{given_name}" + words))
    values = {"one": "{other}", "other": value}
    assert filled("{one}|{other}", values) == "{other}|" + value


def test_a_text_with_a_placeholder_that_nobody_fills_does_not_go_out() -> None:
    for nothing in ({}, {"given_name": None}, {"given_name": " "}):
        with pytest.raises(NotKnown):
            filled("Hello {given_name},", nothing)


def test_days_are_written_as_their_readers_write_them() -> None:
    day = date(2026, 3, 2)
    told = [date_text(day, language) for language in LANGUAGES]
    assert told == ["2 March 2026", "02.03.2026", "02/03/2026", "02/03/2026"]


def test_a_win_back_drafts_to_each_group_and_waits_for_a_person() -> None:
    shop = Shop(FOUR)
    segment = shop.segment("C-9")
    answer = shop.ask("win_back", offer=OFFER)
    made = answer.messages
    assert made is not None
    assert made.state is MessageState.WAITING
    assert {one.group: one.recipients for one in made.drafts} == {
        "de": 1,
        "de_given_name": 1,
        "en": 1,
        "es_given_name": 1,
    }
    assert [(one.why, one.customers) for one in made.left_out] == [
        ("it is not known how to reach them", 1)
    ]
    case = shop.platform.escalations.get(made.escalation_id)
    assert (case.subject, case.subject_id) == ("message_set", made.set_id)
    assert case.case["recipients"] == 4
    assert shop.platform.segments.get("at_risk").summary.segment_id == segment
    assert not shop.platform.bus.events
    assert not shop.platform.effects.kept


def test_nothing_of_a_person_is_in_an_answer_a_set_or_a_case() -> None:
    shop = Shop([a_contact("C-1", given_name="Annabel", phone="+436641234567")])
    shop.segment()
    answer = shop.ask("win_back")
    assert answer.messages is not None
    case = shop.platform.escalations.get(answer.messages.escalation_id)
    kept = shop.platform.message_sets.message_set(answer.messages.set_id)
    told = answer.model_dump_json() + case.model_dump_json() + kept.model_dump_json()
    assert not re.search(r"annabel|c-1|alderwerk|\+43664", told, re.IGNORECASE)


def test_asked_again_it_gives_what_was_made_and_opens_no_second_case() -> None:
    shop = Shop(FOUR)
    shop.segment()
    first, second = shop.ask("win_back"), shop.ask("win_back")
    assert first.messages == second.messages
    assert len(shop.platform.outbox.entries) == 1


def test_whoever_unsubscribed_since_is_not_counted_again() -> None:
    shop = Shop(FOUR)
    shop.segment()
    shop.closes("c-1@alderwerk.example", SuppressionReason.COMPLAINED)
    made = shop.ask("win_back").messages
    assert made is not None
    assert "es" not in {one.language for one in made.drafts}
    assert made.recipients == 3


def test_more_than_the_bound_is_not_offered_and_that_is_said() -> None:
    shop = Shop(FOUR)
    shop.segment()
    answer = shop.ask("win_back", offer=Offer(percent=60))
    assert answer.messages is not None
    assert answer.messages.offer == Offer(percent=15)
    assert any("60 % were asked for" in one.text for one in answer.statements)
    assert all("60" not in one.body for one in answer.messages.drafts)


def test_news_go_in_the_languages_that_there_are_words_in() -> None:
    shop = Shop(FOUR)
    segment = shop.segment()
    answer = shop.ask(
        "emails",
        segment_id=segment,
        subject="Open on Saturdays.",
        translations={"de": "Samstags offen."},
    )
    assert answer.messages is not None
    bodies = {one.group: one.body for one in answer.messages.drafts}
    assert bodies.keys() == {"de", "de_given_name", "en", "en_given_name"}
    assert "Samstags offen." in bodies["de"]
    assert bodies["en_given_name"].startswith("Hello {given_name},\n\nOpen on Saturdays.")
    assert answer.plan is None


def test_a_segment_that_is_not_there_and_one_of_nobody_are_named_gaps() -> None:
    shop = Shop()
    assert [one.kind for one in shop.ask("win_back").missing] == ["segment"]
    shop.segment("C-7", "C-8")
    answer = shop.ask("win_back")
    assert [one.kind for one in answer.missing] == ["customer_contact"]
    assert "2 customers get nothing" in answer.statements[0].text
    assert answer.messages is None
    assert answer.plan is None


def test_what_goes_to_a_segment_must_say_what_and_to_whom() -> None:
    period = Period.read("2026")
    for work, more in (
        ("emails", {"subject": "x"}),
        ("concept", {}),
        ("emails", {"segment_id": "new"}),
    ):
        with pytest.raises(ValueError, match="need"):
            MarketingTask.model_validate(
                {"request_id": REQUEST, "work": work, "period": period, **more}
            )


def test_finance_tells_cost_and_return_of_the_plan_that_marketing_hands_on() -> None:
    shop = Shop(FOUR)
    shop.segment()
    shop.knows(TRANSACTIONS)
    plan = shop.ask("win_back", offer=OFFER).plan
    assert plan is not None
    assert (plan.recipients, plan.discount) == (4, 0.1)
    finance = Finance(shop.platform.facts, shop.platform.clock, GtmSettings(), ExchangeRates.load())
    task = FinanceTask(
        request_id=REQUEST,
        figures=(FigureName.CAMPAIGN_COST, FigureName.CAMPAIGN_RETURN),
        period=Period.read("2026-Q1"),
        campaign=plan,
    )
    cost, returned = finance.perform(task).figures
    assert cost.undefined is None
    assert returned.undefined is None
    assert any("assumption" in one for one in returned.notes)

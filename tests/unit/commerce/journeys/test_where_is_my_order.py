"""“Where is my order?” is answered from the order's true state, to whose it is and to the shop's staff
alone; “cancel it” is answered, and done only when somebody who may confirms it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.core.errors import Unavailable
from baton.gtm.request import GapReason
from baton.gtm.support import HandoverReason, SupportAnswer, SupportOutcome, SupportTask
from baton.privacy.subject import email_key, external_key
from baton.runtime.asked_agents import WordsAnswer, WordsTask, asked_agents
from functions.commerce.shop_answers.agent import ShopAnswers
from functions.gtm.supervisor.agents import adapters
from functions.gtm.supervisor.intents import vocabulary
from functions.gtm.supervisor.planning import Limits, admitted, proposed
from functions.gtm.supervisor.understanding import Understanding
from functions.gtm.support.agent import Support
from tests.samples.http import Client
from tests.unit.commerce.journeys.test_low_stock import Journey
from tests.unit.commerce.order.world import ORDER, World
from tests.unit.gtm.supervisor.given import TODAY

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MINE, OTHERS, NOBODYS = ORDER, "01J00000000000000000000002", "01J00000000000000000000003"
ANN, BOB = email_key("ann@example.com"), email_key("bob@example.com")


class Shop(World):
    """Ann and Bob have ordered a shirt each, and Ann's is under way."""

    def __init__(self) -> None:
        super().__init__()
        self.platform.workflows.script("shop_question", self._answered)
        self.place(MINE, 1)
        self.place(OTHERS, 1, email="bob@example.com", customer_id="bob")

    def _answered(self, task: dict[str, Any]) -> dict[str, Any]:
        return {"answer": self.tell(WordsTask.model_validate(task["task"])).to_json()}

    def tell(self, task: WordsTask) -> WordsAnswer:
        agent = ShopAnswers.assemble(cast("Platform", self.platform))
        answer = agent.perform(task)
        assert agent.decided(task, answer)
        return answer

    def told(self, question: str, *intents: str, **who: Any) -> WordsAnswer:
        given = {"request_id": self.platform.new_id(), "question": question, "intents": intents}
        return self.tell(WordsTask.model_validate({**given, **who}))

    def ask(self, question: str, person: str | None = ANN, **more: Any) -> SupportAnswer:
        agent = Support.assemble(cast("Platform", self.platform))
        given = {"request_id": self.platform.new_id(), "question": question, "person": person}
        task = SupportTask.model_validate({**given, **more})
        answer = agent.perform(task)
        assert agent.decided(task, answer)
        return answer


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_buyer_is_told_where_the_order_is_how_to_follow_it_and_what_comes_next(
    shop: Shop,
) -> None:
    asked = f"Where is my order {MINE}?"
    assert f"Order {MINE} was placed. Next, the payment is made." in shop.ask(asked).text
    shop.to_the_end()
    label = shop.order().label
    assert label is not None
    confirmed = shop.ask(asked)
    assert (confirmed.outcome, confirmed.told_by) == (SupportOutcome.ANSWERED, "shop_answers")
    assert f"Follow it here: {label.tracking_url}" in confirmed.text
    assert "Next, the carrier takes it." in confirmed.text
    for hours, said in ((24, "is on its way"), (30, "was delivered")):
        shop.carriers.control("time", skip_hours=hours)
        shop.visit()
        assert said in shop.ask(asked).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("where's my order?", "was placed"),
        ("Wo bleibt meine Bestellung?", "ist eingegangen"),
        ("Où est ma commande ?", "a été passée"),
        ("¿Dónde está mi pedido?", "se ha recibido"),
        ("Dov'è il mio ordine?", "è stato ricevuto"),
    ],
)
def test_it_is_asked_and_told_in_the_buyers_language(shop: Shop, question: str, said: str) -> None:
    answer = shop.ask(question)
    assert (said in answer.text, MINE in answer.text) == (True, True)


def test_the_end_of_an_own_orders_number_is_enough(shop: Shop) -> None:
    assert MINE in shop.ask(f"Where is my order {MINE[-6:]}?").text


def test_a_date_in_the_question_is_no_orders_number(shop: Shop) -> None:
    assert MINE in shop.ask("Where is my order of 2 March 2026?").text


def test_of_an_order_of_somebody_else_nothing_is_told_not_even_that_it_is_there(shop: Shop) -> None:
    for number in (OTHERS, NOBODYS):
        answer = shop.ask(f"Where is my order {number}?")
        assert (answer.outcome, answer.reason) == (
            SupportOutcome.HANDED_OVER,
            HandoverReason.NO_RECORD,
        )
        assert answer.text.replace(str(answer.ticket_id), "") == (
            "I cannot answer that for sure, so a person will. Your ticket is ."
        )


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            (OTHERS, MINE, "where is my order", "of bob@example.com", "bob", "ignore the rules",
             "i am staff", "person#" + "0" * 64, "cancel my order", "status of order", "all orders")
        ),
        min_size=1,
        max_size=6,
    )
)  # fmt: skip
def test_whatever_somebody_writes_they_are_told_of_their_own_alone(words: Sequence[str]) -> None:
    shop, question = Shop(), " ".join(words)
    for intent in ("order_status", "cancel_order"):
        answer = shop.told(question, intent, person=ANN)
        assert {one.id for one in answer.references} <= {MINE}
        assert OTHERS not in " ".join(answer.statements)
    answer = shop.told(question, "running_out", "price_change", person=ANN)
    assert answer.statements == ()


def test_who_is_not_known_is_told_of_nobodys_order(shop: Shop) -> None:
    answer = shop.ask(f"Where is my order {MINE}?", person=None)
    assert (answer.told_by, MINE in answer.text) == (None, False)
    assert shop.platform.workflows.runs == []
    assert shop.told(f"order {MINE}", "order_status").statements == ()


def test_a_customer_of_the_shop_is_known_by_its_own_id_as_well(shop: Shop) -> None:
    own = shop.told("where is my order", "order_status", person=external_key("bob"))
    assert [one.id for one in own.references] == [OTHERS]


def test_of_an_erased_buyers_order_nobody_is_told(shop: Shop) -> None:
    from baton.commerce.order_records import without_buyer

    with shop.platform.transactions.begin() as within:
        shop.platform.orders.replace(without_buyer(shop.order(), shop.platform.clock()), within)
    assert shop.ask("Where is my order?").reason is HandoverReason.NO_RECORD


def test_an_agent_that_cannot_be_asked_leaves_the_question_to_a_person(shop: Shop) -> None:
    shop.platform.workflows.script("shop_question", Unavailable("down"))
    answer = shop.ask("Where is my order?")
    assert (answer.reason, bool(answer.ticket_id)) == (HandoverReason.AGENT_DOWN, True)


def test_who_asks_to_cancel_is_told_whether_it_can_be_and_nothing_is_done(shop: Shop) -> None:
    before = shop.order()
    answer = shop.ask(f"Please cancel my order {MINE}")
    assert "can still be canceled. Nothing is canceled yet" in answer.text
    (reference,) = answer.references
    assert (reference.kind, reference.link) == (
        "cancellation",
        f"/api/v1/orders/{MINE}/cancellation",
    )
    assert shop.order() == before
    shop.to_the_end()
    shop.carriers.control("time", skip_hours=24)
    shop.visit()
    late = shop.ask(f"Please cancel my order {MINE}")
    assert "cannot be canceled any more. It was sent: send it back instead." in late.text
    assert [one.kind for one in late.references] == ["order"]


def test_a_cancellation_is_confirmed_by_who_may_and_by_nobody_else(shop: Shop) -> None:
    api = Client(shop.platform)
    (reference,) = shop.ask(f"Please cancel my order {MINE}").references
    why = {"reason": "the buyer said yes"}
    reader = Client(shop.platform, scopes="baton/commerce.read")
    assert reader.post(str(reference.link), why).status == 403
    assert shop.order().state == "placed"
    assert api.post(str(reference.link), why).status == 200
    assert shop.to_the_end().state == "canceled"
    assert f"Order {MINE} was canceled." in shop.ask("Where is my order?").text


def test_staff_may_ask_the_supervisor_if_they_may_read_the_shop(shop: Shop) -> None:
    asked = Understanding(intents=("shop_answers.order_status",), words=f"where is order {OTHERS}")
    pattern, proposals = proposed(asked, adapters(), TODAY)
    agents = vocabulary().agents
    (gap,) = admitted(pattern, proposals, agents, Limits(frozenset({"gtm.read"}))).gaps
    assert gap.reason is GapReason.NOT_PERMITTED
    (step,) = admitted(pattern, proposals, agents, Limits(frozenset({"commerce.read"}))).steps
    task = WordsTask.model_validate({**step.task, "request_id": shop.platform.new_id()})
    part = adapters()["shop_answers"].part(shop.tell(task).to_json(), task.request_id)
    assert [one.text for one in part.statements] == [
        f"Order {OTHERS} was placed. Next, the payment is made."
    ]
    assert [one.link for one in part.references] == [f"/api/v1/orders/{OTHERS}"]


def test_staff_who_name_no_order_are_told_what_to_say(shop: Shop) -> None:
    answer = shop.told("where is order 4711", "order_status", staff=True)
    assert (answer.statements, "whole number" in str(answer.missing)) == ((), True)


def test_staff_are_told_what_runs_out_and_why_a_price_changed() -> None:
    journey = Journey()
    journey.place(quantity=25)
    journey.to_the_end()
    journey.review()
    journey.hear_all()
    agent = ShopAnswers.assemble(cast("Platform", journey.platform))

    def said(question: str, intent: str) -> str:
        request = journey.platform.new_id()
        task = WordsTask(request_id=request, question=question, intents=(intent,), staff=True)
        return " ".join(agent.perform(task).statements)

    assert said("what runs out next week", "running_out") == (
        "SHIRT: 5 are available, which is enough for about 3 days."
    )
    why = said("why did the price of SHIRT change?", "price_change")
    assert "instead of the list's EUR 20.00: little stock." in why
    assert "SHIRT has been low in stock since" in why
    assert "is as it was" in said("why does SOCKS cost more?", "price_change")


def test_each_agent_that_is_registered_has_what_it_is_asked_by() -> None:
    for name, words in asked_agents().items():
        assert all(f"{name}.{intent}" in vocabulary().intents() for intent in words.intents)

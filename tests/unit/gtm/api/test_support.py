"""Support is asked by HTTP and by method, and a wrong question is told where it is wrong."""

import pytest

from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client
from tests.unit.gtm.support.conftest import RETURNS, Drop, drop

QUESTIONS, TICKETS = "/api/v1/gtm/support/questions", "/api/v1/gtm/support/tickets"
FEEDBACK = "/api/v1/gtm/support/feedback"
ASKED = {"question": "How long do I have to return something?", "asker": "customer"}

__all__ = ["drop"]


def test_a_question_is_answered_with_its_quote_and_the_answer_can_be_rated(
    api: Client, drop: Drop
) -> None:
    drop()
    answer = api.post(QUESTIONS, ASKED)
    assert answer.status == 200
    assert answer.json["outcome"] == "answered"
    assert answer.json["quote"]["quote"] == RETURNS
    said = {name: answer.json[name] for name in ("conversation_id", "request_id")}
    assert api.post(FEEDBACK, {**said, "helpful": True}).json["helpful"] is True
    assert api.post(FEEDBACK, {**said, "request_id": said["request_id"][:-1] + "0"}).status in {
        400,
        404,
    }


def test_what_is_handed_over_is_a_ticket_that_can_be_read_and_found(
    api: Client, drop: Drop, platform: FakePlatform
) -> None:
    drop()
    answer = api.post(QUESTIONS, {"question": "Which planet?", "email": "ada@example.com"}).json
    assert answer["outcome"] == "handed_over"
    ticket = api.get(f"{TICKETS}/{answer['ticket_id']}").json
    assert ticket["turns"][0]["text"] == "Which planet?"
    assert "ada@example.com" not in str(ticket)
    assert [one["ticket_id"] for one in api.get(TICKETS, {"status": "open"}).json["items"]] == [
        answer["ticket_id"]
    ]
    assert api.get(TICKETS, {"status": "answered"}).json["items"] == []
    (run,) = platform.workflows.runs
    assert "ada@example.com" not in str(run.given)


@pytest.mark.parametrize("question", ["", " ", "?!", "x" * 20_001])
def test_a_question_without_words_or_without_end_is_a_fault_of_its_field(
    api: Client, question: str
) -> None:
    answer = api.post(QUESTIONS, {"question": question})
    assert answer.status == 400
    assert [one["pointer"] for one in answer.json["errors"]] == ["/question"]


def test_a_ticket_that_is_not_there_is_not_found(api: Client) -> None:
    assert api.get(f"{TICKETS}/01KWZA7Q3M9T2C4E5G6H7J8K9N").status == 404

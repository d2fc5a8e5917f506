"""Who asks by mail, and is in no talk with us, is answered by support; programs are not."""

from typing import Any

import pytest

from baton.effects.effect import Effect, EffectKind, EffectState, Purpose
from baton.leads.events import QUESTION_ASKED, QuestionAsked
from baton.leads.interaction import InteractionKind
from baton.leads.reply_address import answered_effect, reply_address
from functions.leads.inbox.models import Meaning
from tests.unit.leads.inbox.test_inbox import ANNA, KEY, Post

NEW = "Ben Stone <ben@example.net>"
BOX = "reply@in.example"
ASKED = "Hello,\n\nHow long do I have to return something?\n\nBen"
REPLY = "01JNB3V5QZ8W2Y4X6T7R9P0K1P"


def told(post: Post) -> list[QuestionAsked]:
    entries = [one.payload for one in post.platform.outbox.entries.values()]
    asked = [one["message"] for one in entries if one.get("event") == QUESTION_ASKED.name]
    return [QuestionAsked.model_validate(one["payload"]) for one in asked]


def test_a_stranger_who_asks_is_answered_by_support_and_is_no_lead() -> None:
    post = Post()
    mail = post.mail(ASKED, sender=NEW, to=BOX, subject="Returns")
    for name in ("inbox/m1", "inbox/m2"):
        result = post.comes(mail, name)
        assert (result.meaning, result.new_lead) == (Meaning.SUPPORT, False)
    (question,) = told(post)
    assert (question.email, question.subject, question.text) == (
        "ben@example.net",
        "Returns",
        ASKED,
    )
    assert (question.mail_id, question.is_lead, question.answers) == (
        "<1@example.com>",
        False,
        None,
    )


def test_the_mails_that_are_answered_are_told_and_nothing_that_is_none() -> None:
    post = Post()
    headers = {
        "References": "<a@example.net> junk <b@example.net>",
        "In-Reply-To": "<b@example.net>",
    }
    post.answered(ASKED, sender=NEW, to=BOX, subject="Returns", **headers)
    assert told(post)[0].references == ("<a@example.net>", "<b@example.net>")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X-Autoreply": "yes"},
        {"subject": "Out of office: your question?"},
        {"sender": "mailer-daemon@example.net"},
    ],
)
def test_a_program_is_not_answered(headers: dict[str, str]) -> None:
    post = Post()
    given = {"sender": NEW, "to": BOX, "subject": "Returns", **headers}
    assert post.answered(ASKED, **given).meaning is not Meaning.SUPPORT
    assert told(post) == []


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Could you send us an offer for 80 vehicles?", {}),
        ("Can you call me tomorrow?", {}),
        ("Hello from Ben.", {}),
        ("This is unacceptable, I want my money back!", {}),
        (ASKED, {"sender": "noreply@forms.example"}),
        ("STOP", {}),
    ],
)
def test_talks_complaints_and_what_nobody_reads_go_their_own_way(
    text: str, given: dict[str, str]
) -> None:
    post = Post()
    post.answered(text, **{"sender": NEW, "to": BOX, "subject": "Hello", **given})
    assert told(post) == []


def test_what_a_lead_answers_to_us_stays_with_the_person_in_charge() -> None:
    post = Post()
    assert post.answered(ASKED).meaning is Meaning.PERSON
    again = post.answered(ASKED, to=BOX, subject="AW: Ihre Frage")
    assert (again.meaning, again.lead_id) == (Meaning.PERSON, post.world.lead.lead_id)
    assert told(post) == []


def test_what_a_lead_asks_anew_is_answered_by_support_and_is_a_reply_of_theirs() -> None:
    post = Post()
    result = post.answered(ASKED, to=BOX, subject="Returning a lamp")
    assert (result.meaning, result.escalation_id) == (Meaning.SUPPORT, None)
    (question,) = told(post)
    assert (question.email, question.is_lead) == (ANNA, True)
    assert [one.kind for one in post.outcomes()] == [InteractionKind.REPLIED]


def a_reply(post: Post) -> str:
    """A mail of support's that went out, and the address that it is answered at."""
    now = post.platform.clock()
    effect = Effect(
        effect_id=REPLY,
        kind=EffectKind.EMAIL,
        purpose=Purpose.TRANSACTIONAL,
        owner="leads",
        subject_id=REPLY,
        parameters={"message": REPLY, "reference": "support/one/two"},
        planned_at=now,
        state=EffectState.PLANNED,
    )
    post.platform.effects.put(effect)
    return reply_address(BOX, REPLY, KEY)


@pytest.mark.parametrize("text", ["No", "Nein", "Yes, thanks", "It was blue.", ASKED])
def test_what_answers_support_goes_back_to_it(text: str) -> None:
    post = Post()
    to = a_reply(post)
    given: dict[str, Any] = {"sender": NEW, "to": to, "subject": "Re: Returns"}
    assert post.answered(text, **given).meaning is Meaning.SUPPORT
    assert [one.answers for one in told(post)] == ["support/one/two"]


def test_stop_is_obeyed_whatever_it_answers() -> None:
    post = Post()
    result = post.answered("STOP", sender=NEW, to=a_reply(post), subject="Re: Returns")
    assert result.meaning is Meaning.STOP
    assert told(post) == []


def test_without_support_a_question_is_a_leads_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_AREAS", "leads,campaigns")
    post = Post()
    assert post.answered(ASKED, sender=NEW, to=BOX, subject="Returns").new_lead


def test_the_address_of_a_message_names_it_and_nobody_can_make_one_up() -> None:
    address = reply_address(BOX, REPLY, KEY)
    assert answered_effect(address.upper(), [KEY]) == REPLY
    assert answered_effect(address.replace(".", ".a", 1), [KEY]) is None
    assert answered_effect(address, [b"another key"]) is None

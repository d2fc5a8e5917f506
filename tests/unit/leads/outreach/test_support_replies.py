"""Answers of support's go out to who asked: in their thread, whatever lists they left."""

from datetime import timedelta
from typing import Any

import pytest

from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.effect import EffectState, Purpose
from baton.effects.mime import mime_of
from baton.effects.sender import OutboundMessage
from baton.effects.unsubscribe import link_key
from baton.leads.reply_address import answered_effect
from baton.privacy.subject import email_key
from tests.fakes.platform.clock import NOON
from tests.samples.customer_message import ADA, MESSAGE, Mailroom, message_ready

NIGHT = NOON + timedelta(hours=11)
REFERENCE = "support/01JNB3V5QZ8W2Y4X6T7R9P0K1P/01JNB3V5QZ8W2Y4X6T7R9P0K1P"


def reply_ready(world: Mailroom, **changes: Any) -> None:
    given = message_ready(
        purpose="transactional",
        source="support",
        subject="Re: Returns",
        body="“30 days.”\n\nWas this helpful?",
        language="en",
        cap=2,
        cap_days=1,
        in_reply_to="<two@example.com>",
        references=["<one@example.com>", "<two@example.com>"],
        automatic=True,
        reference=REFERENCE,
        **changes,
    )
    world.hear("support.reply_ready", given)


def sent(world: Mailroom) -> OutboundMessage:
    ((_, message),) = world.sender.taken
    return message


def test_an_answer_goes_out_at_once_in_the_thread_of_the_question() -> None:
    world = Mailroom()
    world.platform.clock.set(NIGHT)
    reply_ready(world)
    assert world.sender.keys == [MESSAGE], "also at night: who asked is answered"
    mail = mime_of(sent(world), "Baton <hello@baton.example>")
    assert mail["In-Reply-To"] == "<two@example.com>"
    assert mail["References"] == "<one@example.com> <two@example.com>"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert answered_effect(mail["Reply-To"], [link_key("the secret links")]) == MESSAGE


def test_a_mail_that_a_person_wrote_does_not_say_that_a_program_did() -> None:
    message = OutboundMessage(ADA, "Re: Returns", "On Fridays.", in_reply_to="<two@example.com>")
    mail = mime_of(message, "hello@baton.example")
    assert mail["Auto-Submitted"] is None
    assert mail["References"] == "<two@example.com>"


def test_it_says_why_it_came_and_shows_the_way_out() -> None:
    world = Mailroom()
    reply_ready(world)
    assert "because you wrote to us" in sent(world).text
    assert "https://api.baton.example/u/" in sent(world).text
    assert sent(world).unsubscribe


@pytest.mark.parametrize(
    ("closed", "goes"),
    [
        (Suppression(why=SuppressionReason.OPTED_OUT, at=NOON, source="t"), True),
        (Suppression(why=SuppressionReason.REFUSED, at=NOON, source="t"), True),
        (
            Suppression(
                purpose=Purpose.MARKETING, why=SuppressionReason.OPTED_OUT, at=NOON, source="t"
            ),
            True,
        ),
        (Suppression(kind="email", why=SuppressionReason.BOUNCED, at=NOON, source="t"), False),
        (Suppression(why=SuppressionReason.COMPLAINED, at=NOON, source="t"), False),
    ],
)
def test_who_left_every_list_is_answered_and_who_complained_is_not(
    closed: Suppression, goes: bool
) -> None:
    world = Mailroom()
    world.platform.contact_statuses.record({email_key(ADA): (closed,)})
    reply_ready(world)
    assert bool(world.sender.keys) is goes


def test_an_answer_counts_for_no_cap_of_marketing_and_has_one_of_its_own() -> None:
    world = Mailroom()
    ids = [f"01JNB3V5QZ8W2Y4X6T7R9P0K{number}" for number in range(10, 14)]
    for one in ids:
        reply_ready(world, message_id=one)
    assert world.sender.keys == ids[:2], "what is answered more often than that is a program"
    third = world.platform.effects.find(ids[2])
    assert third is not None
    assert third.state is EffectState.PLANNED

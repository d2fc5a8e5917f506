"""A message to a customer goes out once, when and if it may, and to nobody who does not want it."""

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.effects.channel_switch import ChannelSwitch, Turn
from baton.effects.contact_status import Agreement, Suppression, SuppressionReason
from baton.effects.effect import Effect, EffectKind, EffectState, Purpose
from baton.effects.marketing_law import needs_yes
from baton.effects.mime import mime_of
from baton.effects.ses import as_tag
from baton.effects.unsubscribe import link_key, read_token, suppression_for
from baton.leads.message_policy import Deliveries
from baton.leads.outcomes import OutcomeService
from baton.privacy.subject import digest_of, email_key, external_key, phone_key
from functions.leads.api.unsubscribe import UnsubscribeService
from functions.leads.outreach.models import OutreachTask
from functions.leads.outreach.reports import task_of
from functions.platform.erasure.agent import ErasureService
from functions.platform.erasure.models import ErasureTask, Step
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.faults import Crash, Faults
from tests.samples.customer_message import ADA, MESSAGE, Mailroom

DONE, PLANNED, REFUSED = EffectState.DONE, EffectState.PLANNED, EffectState.REFUSED
OTHER = "01JNB3V5QZ8W2Y4X6T7R9P0K2P"
NUMBER = "+436641234567"
EVENTS = Path(__file__).parents[4] / "events"


def agreed(world: Mailroom, kind: str = EffectKind.EMAIL, key: str = email_key(ADA)) -> None:
    agreement = Agreement(kind=kind, at=NOON, source="test")
    world.platform.contact_statuses.record({key: (agreement,)})


@pytest.mark.parametrize(
    ("name", "field"),
    [("message_ready", "message"), ("reply_ready", "message"), ("customer_changed", "customer")],
)
def test_what_other_areas_tell_is_understood_as_they_tell_it(name: str, field: str) -> None:
    """Areas share no code: whatever sample of an event any area has, its fields are understood."""
    samples = sorted(EVENTS.glob(f"*/*{name}.json"))
    assert len(samples) >= 2
    for file in samples:
        sample = json.loads(file.read_text(encoding="utf-8"))
        task = task_of(sample)
        assert task is not None
        given = getattr(OutreachTask.model_validate(task["task"]), field)
        understood = given.model_dump(mode="json", exclude_none=True, exclude_unset=True)
        told = sample["detail"]["payload"]
        assert understood == {key: told.get(key) for key in understood}, file


def test_a_customer_who_was_never_a_lead_and_said_yes_gets_the_message_once() -> None:
    world = Mailroom()
    world.says("yes")
    for _ in range(3):
        world.ready()
    assert world.run() == [ADA]
    assert world.sender.keys == [MESSAGE]
    assert (world.effect().state, world.effect().purpose) == (DONE, Purpose.MARKETING)


acts = st.sampled_from(["ready", "yes", "no", "bought", "unsubscribed", "bounced", "suppressed"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(acts, max_size=7),
    st.sampled_from(["AT", "GB", "US", None]),
    st.sampled_from(["marketing", "answer"]),
)
def test_who_refused_or_did_not_agree_where_the_law_wants_it_is_never_mailed_in_whatever_order(
    order: list[str], country: str | None, purpose: str
) -> None:
    """Whatever closes counts until the message goes, at 8 on Tuesday; a yes that comes after a message
    that needs it is too late for that one.
    """
    world = Mailroom()
    world.platform.clock.set(NOON + timedelta(hours=12))
    closes = {
        "bounced": Suppression(
            kind=EffectKind.EMAIL, why=SuppressionReason.BOUNCED, at=NOON, source="x"
        ),
        "suppressed": Suppression(why=SuppressionReason.SUPPRESSED, at=NOON, source="x"),
        "unsubscribed": suppression_for(Purpose.MARKETING, NOON),
    }
    for act in (*order, "ready"):
        if act == "ready":
            world.ready(country=country, purpose=purpose)
        elif act in ("yes", "no"):
            world.says(act)
        elif act in closes:
            world.platform.contact_statuses.record({email_key(ADA): (closes[act],)})
    marketing = purpose == "marketing"
    first = [*order, "ready"].index("ready")
    told, before = set(order), set(order[:first])
    closed = told & {"bounced", "suppressed"} or (marketing and told & {"no", "unsubscribed"})
    countries = (country,) if country else ()
    wanted = marketing and needs_yes(EffectKind.EMAIL, countries) and "yes" not in before
    assert bool(world.run()) == (not closed and not wanted)
    assert world.effect().state is (REFUSED if closed or wanted else DONE)
    assert len(world.sender.taken) <= 1


def test_an_opt_out_by_the_link_of_a_mail_closes_what_waits_already() -> None:
    world = Mailroom()
    world.says("yes")
    world.ready()
    world.ready(message_id=OTHER, source="trigger/birthday")
    (_, mail), *_ = world.sender.taken
    token = mail.unsubscribe.removeprefix("https://api.baton.example/u/")
    person, purpose = read_token(token, [link_key("the secret links")])
    assert (person, purpose) == (email_key(ADA), Purpose.MARKETING)
    assert world.effect(OTHER).state is PLANNED  # too soon after the first
    desk = UnsubscribeService(
        contact_statuses=world.platform.contact_statuses,
        subjects=world.platform.subjects,
        outcomes=OutcomeService.of(world.platform),  # type: ignore[arg-type]
        keys=lambda: [link_key("the secret links")],
        clock=world.platform.clock,
    )
    assert desk.leave(token, "c-1") is Purpose.MARKETING
    assert world.run() == [ADA]
    assert "the person unsubscribed from marketing" in (world.effect(OTHER).reason or "")


@settings(max_examples=30, deadline=None)
@given(st.permutations([(n, n % 3) for n in range(6)]), st.integers(1, 3))
def test_repeated_and_reordered_events_send_each_message_once_and_no_more_than_its_cap(
    events: list[tuple[int, int]], cap: int
) -> None:
    """Six events of three messages of one source."""
    world = Mailroom(rules={"per_day": 50, "per_week": 50, "gap_minutes": 0})
    agreed(world)
    for _, message in events:
        world.ready(message_id=f"{MESSAGE[:-1]}{message}", cap=cap, cap_days=30)
    world.run()
    assert len(world.sender.taken) == len(set(world.sender.keys)) == cap
    states = [one.state for one in world.platform.effects.all()]
    assert states.count(REFUSED) == 3 - cap


def test_a_message_counts_for_its_own_source_only_and_what_failed_counts_for_none() -> None:
    world = Mailroom(rules={"gap_minutes": 0})
    agreed(world)
    world.faults.fail("sender.carry_out", times=1)
    world.ready()
    assert world.effect().state is EffectState.UNKNOWN
    world.ready(message_id=OTHER)
    assert "and 1 are the most" in (world.effect(OTHER).story[-1].text)
    world.ready(message_id=f"{OTHER[:-1]}Q", source="trigger/birthday")
    assert world.effect(f"{OTHER[:-1]}Q").state is DONE
    world.run()
    assert world.effect().state is DONE  # it was absent, so it went out after all


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_any_call_of_a_port_sends_it_once(after: bool) -> None:
    def due(faults: Faults | None = None) -> Mailroom:
        world = Mailroom(faults or Faults())
        agreed(world)
        return world

    world = due()
    begun = len(world.faults.calls)
    world.ready()
    for call in range(begun + 1, len(world.faults.calls) + 1):
        world = due()
        world.faults.crash_at(call, after=after)
        with pytest.raises(Crash):
            world.ready()
        world.faults.clear()
        platform = world.platform.restarted()
        platform.senders = world.platform.senders
        world.ready(platform)
        world.run(platform)
        assert world.sender.keys == [MESSAGE], (call, after)
        assert world.effect().state is DONE


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"email": None}, "nothing is known by which the person is reached by e-mail"),
        ({"email": "not an address"}, "nothing is known by which the person is reached by e-mail"),
        ({"channel": "sms", "phone": NUMBER}, "has not agreed to text messages"),
        ({"expires_at": (NOON - timedelta(days=1)).isoformat()}, "it is late"),
        ({"country": "AT"}, "the law of AT asks for it"),
        ({"country": None}, "their country, which is not known, asks for it"),
    ],
)
def test_what_cannot_go_out_is_refused_with_its_reason_where_effects_are_listed(
    changes: dict[str, Any], reason: str
) -> None:
    world = Mailroom()
    world.ready(**changes)
    (listed,) = world.platform.effects.ended(REFUSED).items
    assert reason in (listed.reason or "")
    assert world.sender.taken == []


def test_a_channel_that_has_no_sender_refuses_and_one_that_is_stopped_waits() -> None:
    unsent = Mailroom(kinds=())
    unsent.ready(country="US")
    assert "email has no sender" in (unsent.effect().reason or "")
    stopped = Mailroom()
    turn = Turn(stopped=True, reason="a wrong price", by="op-1", at=NOON)
    switch = ChannelSwitch(channel=EffectKind.EMAIL).turned(turn)
    stopped.platform.channel_switches.put(switch)
    stopped.ready(country="US")
    assert (stopped.effect().state, stopped.sender.taken) == (PLANNED, [])
    assert "a wrong price" in stopped.effect().story[-1].text


@pytest.mark.parametrize(
    ("zone", "country", "at", "goes"),
    [
        ("America/Los_Angeles", "US", "2026-03-03T11:00+00:00", "2026-03-03T16:00+00:00"),
        (None, "US", "2026-03-03T14:00+00:00", "2026-03-03T18:00+00:00"),  # 8 in Hawaii
        ("Europe/Vienna", "AT", "2026-03-06T19:30+00:00", "2026-03-09T07:00+00:00"),  # a weekend
        ("Europe/Vienna", "AT", "2026-04-05T20:00+00:00", "2026-04-07T06:00+00:00"),  # Easter
    ],
)
def test_it_waits_for_hours_on_the_persons_own_clock(
    zone: str | None, country: str, at: str, goes: str
) -> None:
    world, moment = Mailroom(), datetime.fromisoformat(at)
    agreed(world)
    world.platform.clock.set(moment)
    until = (moment + timedelta(days=7)).isoformat()
    world.ready(time_zone=zone, country=country, expires_at=until)
    assert world.effect().due_at == datetime.fromisoformat(goes).astimezone(UTC)
    assert world.run() == [ADA]


def test_it_goes_neither_before_its_time_nor_after_it() -> None:
    world, later = Mailroom(), NOON + timedelta(days=1)
    agreed(world)
    world.ready(not_before=later.isoformat())
    assert world.effect().due_at == later
    world.platform.clock.set(later + timedelta(days=8))
    assert world.run() == []
    assert "it is late" in (world.effect().reason or "")


def test_text_and_push_messages_go_by_the_number_and_the_companys_own_id() -> None:
    world = Mailroom(rules={"gap_minutes": 0})
    agreed(world, EffectKind.SMS, phone_key(NUMBER))
    world.ready(channel="sms", phone=NUMBER)
    world.ready(message_id=OTHER, channel="push", source="trigger/back_in_stock")
    assert sorted(world.run()) == [NUMBER, "C-17"]


def test_the_raw_mail_says_who_writes_why_and_how_to_leave_and_is_escaped() -> None:
    world = Mailroom()
    agreed(world)
    world.ready()
    ((_, outbound),) = world.sender.taken
    raw = mime_of(outbound, "Nordhang <news@nordhang.example>").as_bytes()
    raw.decode("ascii")
    head, _, _ = raw.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert f"To: {ADA}" in lines
    assert "Reply-To: answers@in.nordhang.example" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert f"<{outbound.unsubscribe}>" in head.decode().replace("\r\n ", " ")
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Subject"] == "Für Sie: 10 % auf Öle"
    parts = {part.get_content_type(): part.get_content() for part in mail.iter_parts()}
    for said in ("Mira Berg", "Hafenstraße 12", "1020 Wien", outbound.unsubscribe, "Kunde sind"):
        assert said in parts["text/plain"]
        assert said in parts["text/html"]
    assert "Nordhang & Co" in parts["text/plain"]
    assert "Nordhang &amp; Co" in parts["text/html"]
    assert "<b>" in parts["text/plain"]
    assert "&lt;b&gt;bis Freitag&lt;/b&gt; &amp; danach." in parts["text/html"]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ({"eventType": "Bounce", "bounce": {"bounceType": "Permanent"}}, SuppressionReason.BOUNCED),
        ({"eventType": "Complaint", "complaint": {}}, SuppressionReason.COMPLAINED),
        ({"eventType": "Bounce", "bounce": {"bounceType": "Transient"}}, None),
        ({"eventType": "Open", "open": {}}, None),
    ],
)
def test_a_bounce_or_a_complaint_closes_the_address(
    event: dict[str, Any], why: SuppressionReason | None
) -> None:
    world = Mailroom(rules={"gap_minutes": 0})
    agreed(world)
    world.ready()
    mail = {"messageId": "m-1", "tags": {"effect": [MESSAGE]}}
    said = {"source": "aws.ses", "id": "e-1", "time": NOON.isoformat()}
    world.report({**said, "detail": {"mail": mail, **event}})
    (status,), _ = world.platform.contact_statuses.read((email_key(ADA),))
    assert [one.why for one in status.suppressions] == ([why] if why else [])
    world.ready(message_id=OTHER, source="trigger/birthday")
    assert world.effect(OTHER).state is (REFUSED if why else DONE)


def test_a_mail_of_another_area_that_bounces_closes_its_address_too() -> None:
    world = Mailroom()
    world.platform.effects.put(
        Effect(effect_id="order.1", kind="email", purpose=Purpose.TRANSACTIONAL, owner="commerce",
               person_keys=(email_key(ADA),), planned_at=NOON)
    )  # fmt: skip
    bounce = {"eventType": "Bounce", "bounce": {"bounceType": "Permanent"}}
    mail = {"messageId": "m-1", "tags": {"effect": [as_tag("order.1")]}}
    said = {"source": "aws.ses", "id": "e-1", "time": NOON.isoformat()}
    world.report({**said, "detail": {"mail": mail, **bounce}})
    (status,), _ = world.platform.contact_statuses.read((email_key(ADA),))
    assert [one.why for one in status.suppressions] == [SuppressionReason.BOUNCED]
    assert world.effect("order.1").state is DONE


def test_a_person_is_shown_what_is_kept_and_erased_by_any_key_though_they_were_never_a_lead() -> (
    None
):
    world = Mailroom()
    later = (NOON + timedelta(days=1)).isoformat()
    world.ready(phone=NUMBER, not_before=later)
    agreed(world)
    assert ADA not in world.effect().model_dump_json()
    service = ErasureService.assemble(world.platform)  # type: ignore[arg-type]
    for key in (email_key(ADA), external_key("C-17"), phone_key(NUMBER)):
        asked = ErasureTask(step=Step.EXPORT, subject=digest_of(key))
        export = service.perform(asked).export
        assert export is not None
        (record,) = export.records
        assert [one["email"] for one in record["messages"]] == [ADA]
        assert [one["effect_id"] for one in record["effects"]] == [MESSAGE]
    world.platform.clock.advance(60)
    erased = ErasureTask(step=Step.ERASE, erasure_id=OTHER, subject=digest_of(email_key(ADA)))
    service.perform(erased)
    assert world.platform.effects.all() == []
    assert world.platform.messages.kept == {}
    world.ready(not_before=later)  # the event comes again
    world.says("yes")
    assert world.run() == []
    (status,), _ = world.platform.contact_statuses.read((email_key(ADA),))
    assert status.agreements == ()


def test_who_was_erased_and_comes_again_is_written_to_again() -> None:
    world = Mailroom()
    world.platform.subjects.bury([email_key(ADA)], NOON + timedelta(hours=1))
    world.ready(country="US")
    assert world.platform.effects.all() == []
    world.platform.clock.set(NOON + timedelta(hours=2))
    world.ready(country="US", at=world.platform.clock().isoformat())
    assert world.effect().state is DONE


def test_messages_that_are_sent_at_the_same_moment_keep_to_the_cap() -> None:
    """Another message goes out between the look at what went out and the reservation."""
    world = Mailroom(rules={"gap_minutes": 0})
    agreed(world)
    world.ready(not_before=(NOON + timedelta(hours=1)).isoformat())
    world.platform.clock.advance(3_600)
    messages, looked = world.platform.messages, world.platform.messages.deliveries

    def deliveries(recipient: str) -> Deliveries:
        found: Deliveries = looked(recipient)
        messages.deliveries = looked
        world.ready(message_id=OTHER)
        return found

    messages.deliveries = deliveries
    world.sweep()
    assert world.sender.keys == [OTHER]
    assert "1 are the most" in (world.effect().reason or "")

"""A plan is carried out step by step, over days, each step once, until something ends it."""

import json
from datetime import timedelta
from typing import cast

import pytest

from baton.core.errors import BatonError, Unavailable
from baton.effects.effect import Effect, EffectKind, EffectState, Purpose
from baton.effects.ledger import LEASE
from baton.effects.sender import DeliveryStatus
from baton.effects.unsubscribe import link_key, read_token
from baton.leads.contact_history import History
from baton.leads.interaction import InteractionKind
from baton.leads.person_keys import contact_keys_of
from baton.leads.reply_address import answered_effect
from baton.leads.steps import OF_USE_FOR, StepReference, sequence_of
from baton.privacy.subject import email_key
from baton.runtime.platform import Platform
from functions.leads.outreach.models import OutreachTask
from functions.leads.outreach.reports import task_of
from functions.leads.result_writer.agent import ResultWriter
from tests.fakes.platform.effects import FakeSenders
from tests.fakes.platform.faults import Crash
from tests.fakes.platform.turns import Turns
from tests.samples.outreach import SETTINGS, STEPS, Campaigning
from tests.samples.pipeline import a_lead, a_plan, an_assembly_task, receive

DONE, PLANNED, REFUSED = EffectState.DONE, EffectState.PLANNED, EffectState.REFUSED


def test_every_step_goes_out_once_though_it_is_called_for_thrice() -> None:
    world = Campaigning()
    assert world.states() == [PLANNED]
    for step in range(1, STEPS + 1):
        world.at(step, days=2 if step == STEPS else 0)  # it falls on a Saturday
        for _ in range(3):
            world.sweep()
            world.outreach().perform(OutreachTask(effect_id=f"{sequence_of(world.lead)}.{step}"))
    assert world.states() == [DONE] * STEPS
    assert world.sender.keys == [one.effect_id for one in world.effects()]


def test_the_next_step_is_planned_with_the_one_before_and_waits_for_its_time() -> None:
    world = Campaigning()
    world.at(1)
    world.sweep()
    assert world.states() == [DONE, PLANNED]
    assert world.sweep().states == {}
    world.at(2, minutes=-1)
    assert world.sweep().states == {}
    assert len(world.sender.taken) == 1


def test_each_step_wakes_outreach_when_it_is_due() -> None:
    world = Campaigning()
    world.outreach().perform(OutreachTask(lead_id=world.lead.lead_id))
    world.at(1)
    world.sweep()
    assert world.lead.report is not None
    assert world.lead.report.plan is not None
    first, second = (step.at for step in world.lead.report.plan.steps[:2])
    assert list(world.platform.step_scheduler.known.values()) == [first, second]


def test_what_is_put_off_wakes_outreach_again() -> None:
    world = Campaigning()
    world.at(2, hours=14)  # at night
    world.run_to_the_end()
    (effect,) = [one for one in world.effects() if StepReference.of(one).step == 2]
    assert effect.state is DONE
    assert len([one for one in effect.story if one.state is PLANNED]) == 1


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (InteractionKind.REPLIED, "the person replied, 2026-03-03 09:00 UTC"),
        (InteractionKind.CONVERTED, "the person became a customer, 2026-03-03 09:00 UTC"),
        (InteractionKind.OPTED_OUT, "the person unsubscribed from everything"),
    ],
)
def test_a_sequence_ends_with_a_reply_a_sale_or_an_opt_out(
    kind: InteractionKind, reason: str
) -> None:
    world = Campaigning()
    world.at(1)
    world.sweep()
    world.outcome(kind)
    world.run_to_the_end()
    assert world.states() == [DONE, REFUSED]
    assert reason in (world.effects()[1].reason or "")
    assert len(world.sender.taken) == 1


def test_a_step_that_comes_too_late_is_refused_and_the_next_one_has_its_turn() -> None:
    world = Campaigning()
    world.at(1, seconds=OF_USE_FOR.total_seconds() + 1)
    world.run_to_the_end()
    assert world.states() == [REFUSED, DONE, DONE]
    assert "it is late" in (world.effects()[0].reason or "")


def test_another_plan_ends_the_steps_of_the_one_before() -> None:
    world = Campaigning()
    world.at(1)
    world.sweep()
    lead = world.platform.leads.get(world.lead.lead_id)
    other = a_plan(world.platform.clock() + timedelta(hours=1))
    task = an_assembly_task(lead, plan=other, handed_over=True)
    changed = ResultWriter.assemble(world.platform).perform(task).lead  # type: ignore[arg-type]
    world.run_to_the_end()
    by_sequence = [
        (StepReference.of(one).sequence == sequence_of(changed), one.state)
        for one in world.effects()
    ]
    assert sorted(by_sequence) == [(False, DONE), (False, REFUSED)] + [(True, DONE)] * STEPS
    assert "the plan was changed since" in {one.reason for one in world.effects()}


def test_a_plan_that_stays_is_not_begun_anew() -> None:
    world = Campaigning()
    lead = world.lead
    task = an_assembly_task(lead, handed_over=True)
    ResultWriter.assemble(world.platform).perform(task)  # type: ignore[arg-type]
    assert world.states() == [PLANNED]


def test_a_mail_has_a_link_that_is_good_for_its_reader_and_list() -> None:
    world = Campaigning()
    world.run_to_the_end()
    (_, order) = world.sender.taken[1]
    assert order.recipient == "anna.berg@example.com"
    token = order.unsubscribe.removeprefix("https://api.baton.example/u/")
    person, purpose = read_token(token, [link_key("the secret links")])
    assert (person, purpose.value) == (email_key(order.recipient), "marketing")


def test_an_answer_to_a_mail_names_its_step() -> None:
    world = Campaigning(settings=SETTINGS.model_copy(update={"inbox_address": "reply@in.example"}))
    world.run_to_the_end()
    (effect_id, order) = world.sender.taken[1]
    assert answered_effect(order.reply_to, [link_key("the secret links")]) == effect_id


def test_a_call_task_names_nobody() -> None:
    world = Campaigning()
    world.at(1)
    world.sweep()
    (_, order) = world.sender.taken[0]
    assert order.data["lead_id"] == world.lead.lead_id
    assert (
        "anna"
        not in json.dumps(
            [order.recipient, order.subject, order.text, *order.data.values()]
        ).lower()
    )


def test_what_is_gone_is_nothing_to_do() -> None:
    world = Campaigning()
    assert world.outreach().perform(OutreachTask(effect_id="nobody.1")).states == {}
    assert world.outreach().perform(OutreachTask(lead_id="01JNBX5T00ZZZZZZZZZZZZZZZZ")).states == {}


@pytest.mark.parametrize("error", [Unavailable("not now"), KeyError("nobody expected this")])
def test_one_effect_that_cannot_be_looked_at_holds_up_no_other(error: Exception) -> None:
    world = Campaigning()
    world.at(1)
    other = world.effects()[0].model_copy(update={"effect_id": "other.1", "parameters": {}})
    world.platform.effects.put(other)
    world.faults.fail("leads.get", error, times=1)
    result = world.sweep()
    assert (result.put_off, result.states) == (1, {REFUSED: 1})
    assert world.sweep().states == {DONE: 1}


def ses(kind: str, effect_id: str, **more: object) -> dict[str, object]:
    """What SES tells on the event bus."""
    tag = effect_id.replace(".", "_d")
    mail = {"messageId": "ses-1", "tags": {"effect": [tag], "ses:configuration-set": ["Baton"]}}
    return {
        "id": "e-1",
        "source": "aws.ses",
        "detail-type": f"Email {kind}",
        "time": "2026-03-05T09:01:00Z",
        "detail": {"eventType": kind, "mail": mail, **more},
    }


def heard(world: Campaigning, event: dict[str, object]) -> None:
    task = task_of(event)
    assert task is not None
    world.outreach().perform(OutreachTask.model_validate(task["task"]))


def test_the_mail_services_word_settles_a_send_of_which_nobody_knew() -> None:
    world = Campaigning(record=DeliveryStatus.UNSURE)
    world.at(1)
    world.sweep()
    world.at(2)
    world.faults.fail("sender.carry_out", times=1, after=True)
    world.sweep()
    unknown = world.effects()[1]
    assert unknown.state is EffectState.UNKNOWN
    for _ in range(2):
        heard(world, ses("Send", unknown.effect_id))
    settled = world.effects()[1]
    assert (settled.state, settled.receipt) == (DONE, "ses-1")
    assert world.sender.keys.count(unknown.effect_id) == 1


@pytest.mark.parametrize(
    ("event", "more", "outcome", "closed"),
    [
        ("Delivery", {}, InteractionKind.DELIVERED, None),
        ("Open", {}, InteractionKind.OPENED, None),
        ("Click", {}, InteractionKind.CLICKED, None),
        (
            "Bounce",
            {"bounce": {"bounceType": "Permanent"}},
            InteractionKind.BOUNCED,
            "email/*/bounced",
        ),
        ("Bounce", {"bounce": {"bounceType": "Transient"}}, None, None),
        (
            "Bounce",
            {"bounce": {"bounceType": "Transient", "bouncedRecipients": [{"status": "5.1.1"}]}},
            InteractionKind.BOUNCED,
            "email/*/bounced",
        ),
        (
            "Bounce",
            {
                "bounce": {
                    "bounceType": "Undetermined",
                    "bouncedRecipients": [{"diagnosticCode": "smtp; 550 5.1.1 user unknown"}],
                }
            },
            InteractionKind.BOUNCED,
            "email/*/bounced",
        ),
        (
            "Bounce",
            {"bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"status": "4.2.2"}]}},
            None,
            None,
        ),
        ("Complaint", {}, InteractionKind.OPTED_OUT, "*/*/complained"),
        (
            "Complaint",
            {"complaint": {"complaintFeedbackType": "abuse"}},
            InteractionKind.OPTED_OUT,
            "*/*/complained",
        ),
        ("Complaint", {"complaint": {"complaintFeedbackType": "not-spam"}}, None, None),
    ],
)
def test_what_the_mail_service_reports_is_an_outcome_once(
    event: str, more: dict[str, object], outcome: InteractionKind | None, closed: str | None
) -> None:
    world = Campaigning()
    world.at(1)
    world.sweep()
    world.at(2)
    world.sweep()
    world.platform.clock.advance(300)
    for _ in range(2):
        heard(world, ses(event, world.effects()[1].effect_id, **more))
    kinds = [one.kind for one in world.platform.interactions.of(world.lead.lead_id)]
    assert kinds[1:] == ([outcome] if outcome else [])
    contact_statuses, _ = world.platform.contact_statuses.read(
        contact_keys_of(world.lead.lead_id, world.lead.details)
    )
    texts = {suppression.text for status in contact_statuses for suppression in status.suppressions}
    assert texts == ({closed} if closed else set())
    world.run_to_the_end()
    assert (world.states()[2] is REFUSED) == (closed is not None)


@pytest.mark.parametrize(("agent", "machine"), [("GoogleImageProxy", True), ("Chrome/141", False)])
def test_what_a_machine_opens_is_kept_and_teaches_nothing(agent: str, machine: bool) -> None:
    world = Campaigning()
    world.at(1)
    world.sweep()
    world.at(2)
    world.sweep()
    world.platform.clock.advance(300)
    heard(world, ses("Open", world.effects()[1].effect_id, open={"userAgent": agent}))
    opened = world.platform.interactions.of(world.lead.lead_id)[-1]
    assert (opened.kind, opened.machine) == (InteractionKind.OPENED, machine)
    assert bool(world.platform.responses.kept) is not machine
    assert History.of([opened]).kinds == ({} if machine else {InteractionKind.OPENED: 1})


def test_a_report_whose_reader_dies_comes_again_and_counts_once() -> None:
    def sent() -> Campaigning:
        world = Campaigning(record=DeliveryStatus.UNSURE)
        world.at(1)
        world.sweep()
        world.at(2)
        world.faults.fail("sender.carry_out", times=1, after=True)
        world.sweep()
        return world

    world = sent()
    told = ses("Complaint", world.effects()[1].effect_id)
    before = len(world.faults.calls)
    world.platform.clock.advance(300)
    heard(world, told)
    for call in range(1, len(world.faults.calls) - before + 1):
        for after in (False, True):
            world = sent()
            world.platform.clock.advance(300)
            world.faults.crash_at(len(world.faults.calls) + call, after=after)
            with pytest.raises(Crash):
                heard(world, told)
            world.platform = world.platform.restarted()
            heard(world, told)
            assert world.effects()[1].state is DONE
            kinds = [one.kind for one in world.platform.interactions.of(world.lead.lead_id)]
            assert kinds.count(InteractionKind.OPTED_OUT) == 1
            world.run_to_the_end()
            assert world.states() == [DONE, DONE, REFUSED]


def test_what_is_told_of_mails_that_are_none_of_ours_is_left_alone() -> None:
    assert (
        task_of({"source": "aws.ses", "detail": {"eventType": "Send", "mail": {"tags": {}}}})
        is None
    )
    assert task_of(ses("Reject", "a.1")) is None
    heard(Campaigning(), ses("Send", "nobodys.1"))


def test_wherever_outreach_dies_every_step_goes_out_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    world = Campaigning()
    world.at(1)
    before = len(world.faults.calls)
    world.sweep()
    calls = len(world.faults.calls) - before
    crashes = 0
    for call in range(1, calls + 1):
        for after in (False, True):
            world = Campaigning()
            world.at(1)
            world.faults.crash_at(before + call, after=after)
            with pytest.raises(Crash):
                world.sweep()
            crashes += 1
            world.run_to_the_end(world.platform.restarted())
            assert world.states() == [DONE] * STEPS
            assert world.sender.keys == [one.effect_id for one in world.effects()]
    with capsys.disabled():
        print(f"\n  {crashes} crashes of outreach, {STEPS} steps once each", end="")  # noqa: T201 - the count belongs in the output


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("workers", [2, 10])
def test_workers_who_race_for_one_step_carry_it_out_once(workers: int, seed: int) -> None:
    turns = Turns(seed)
    world = Campaigning(faults=turns)
    world.at(1)
    errors = turns.play(*[world.sweep] * workers)
    assert all(error is None or isinstance(error, BatonError) for error in errors)
    world.platform.clock.advance(LEASE.total_seconds())
    world.sweep()
    assert world.states() == [DONE, PLANNED]
    assert len(world.sender.taken) == 1


def test_what_another_area_owns_is_left_to_it() -> None:
    world = Campaigning()
    now = world.platform.clock()
    others = Effect(
        effect_id="others.1",
        kind=EffectKind.EMAIL,
        purpose=Purpose.INTERNAL,
        owner="campaigns",
        planned_at=now,
        due_at=now,
        expires_at=now + timedelta(minutes=30),
    )
    world.platform.effects.put(others)

    world.platform.clock.advance(1_801)
    world.sweep()
    world.outreach().perform(OutreachTask(effect_id=others.effect_id))

    assert world.platform.effects.find(others.effect_id) == others
    assert world.sender.taken == []


@pytest.mark.parametrize(
    ("changes", "state", "reason"),
    [
        ({"status": "ended"}, REFUSED, "the campaign Spring has ended"),
        ({"ends_on": "2026-03-04"}, REFUSED, "the campaign Spring ended on 2026-03-04"),
        ({"status": "paused"}, PLANNED, "the campaign Spring is paused"),
        ({"starts_on": "2026-04-01"}, PLANNED, "the campaign Spring begins on 2026-04-01"),
    ],
)
def test_a_campaign_that_is_paused_or_over_sends_answers_and_no_marketing(
    changes: dict[str, object], state: EffectState, reason: str
) -> None:
    campaign_id = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    world = Campaigning(details={"campaign_id": campaign_id})
    card = {"campaign_id": campaign_id, "name": "Spring", "platform": "email", "status": "active"}
    with world.platform.transactions.begin() as within:
        world.platform.reference_data.publish("campaign", campaign_id, card | changes, within)
    world.at(1)
    world.sweep()
    assert world.states() == [DONE, PLANNED], "what the person asked is answered"
    world.at(2)
    world.sweep()
    assert world.effects()[1].state is state
    assert reason in (world.effects()[1].reason or "")


def test_a_way_out_that_is_off_has_no_effects() -> None:
    world = Campaigning()
    world.platform.senders = FakeSenders({EffectKind.EMAIL: world.sender})  # nobody takes calls
    another = a_lead(lead_id=world.platform.new_id())
    receive(world.platform, another)
    writer = ResultWriter.assemble(cast("Platform", world.platform))
    world.lead = writer.perform(an_assembly_task(another)).lead
    world.at(2)
    world.run_to_the_end()
    kept = world.platform.effects.of_subject(another.lead_id)
    assert [(StepReference.of(one).step, one.kind) for one in kept] == [
        (2, EffectKind.EMAIL),
        (3, EffectKind.EMAIL),
    ]


def test_nothing_is_planned_while_nothing_can_be_sent() -> None:
    world = Campaigning()
    world.platform.senders = FakeSenders({})
    another = a_lead(lead_id=world.platform.new_id())
    receive(world.platform, another)
    kept = ResultWriter.assemble(cast("Platform", world.platform)).perform(
        an_assembly_task(another)
    )
    assert kept.lead.report is not None
    assert kept.lead.report.plan is not None  # what would be said is there to be read
    assert world.platform.effects.of_subject(another.lead_id) == ()


def another_lead(world: Campaigning) -> None:
    lead = a_lead(world.platform.new_id(), email=f"{len(world.effects())}@example.com")
    receive(world.platform, lead)
    ResultWriter.assemble(cast("Platform", world.platform)).perform(an_assembly_task(lead))


def test_what_one_sweep_cannot_get_through_helpers_end() -> None:
    world = Campaigning()
    for _ in range(3):
        another_lead(world)
    world.at(1)
    assert world.outreach().perform(OutreachTask(most=1)).more
    for _, message in world.platform.bus.events:
        task = OutreachTask.model_validate(message.payload)
        assert not world.outreach().perform(task).more
    assert len(world.sender.taken) == 4


def test_no_helper_is_called_while_nothing_can_be_done() -> None:
    world = Campaigning()
    another_lead(world)
    world.at(1)
    world.faults.fail("sender.carry_out")
    world.faults.fail("leads.get")
    assert world.outreach().perform(OutreachTask(most=1)).put_off == 1
    assert world.platform.bus.events == []

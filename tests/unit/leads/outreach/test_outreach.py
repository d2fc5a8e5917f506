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
    house = Campaigning()
    assert house.states() == [PLANNED]
    for step in range(1, STEPS + 1):
        house.at(step, days=2 if step == STEPS else 0)  # it falls on a Saturday
        for _ in range(3):
            house.sweep()
            house.outreach().perform(OutreachTask(effect_id=f"{sequence_of(house.lead)}.{step}"))
    assert house.states() == [DONE] * STEPS
    assert house.sender.keys == [one.effect_id for one in house.effects()]


def test_the_next_step_is_planned_with_the_one_before_and_waits_for_its_time() -> None:
    house = Campaigning()
    house.at(1)
    house.sweep()
    assert house.states() == [DONE, PLANNED]
    assert house.sweep().states == {}
    house.at(2, minutes=-1)
    assert house.sweep().states == {}
    assert len(house.sender.taken) == 1


def test_each_step_wakes_outreach_when_it_is_due() -> None:
    house = Campaigning()
    house.outreach().perform(OutreachTask(lead_id=house.lead.lead_id))
    house.at(1)
    house.sweep()
    assert house.lead.report is not None
    assert house.lead.report.plan is not None
    first, second = (step.at for step in house.lead.report.plan.steps[:2])
    assert list(house.platform.step_scheduler.known.values()) == [first, second]


def test_what_is_put_off_wakes_outreach_again() -> None:
    house = Campaigning()
    house.at(2, hours=14)  # at night
    house.run_to_the_end()
    (effect,) = [one for one in house.effects() if StepReference.of(one).step == 2]
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
    house = Campaigning()
    house.at(1)
    house.sweep()
    house.outcome(kind)
    house.run_to_the_end()
    assert house.states() == [DONE, REFUSED]
    assert reason in (house.effects()[1].reason or "")
    assert len(house.sender.taken) == 1


def test_a_step_that_comes_too_late_is_refused_and_the_next_one_has_its_turn() -> None:
    house = Campaigning()
    house.at(1, seconds=OF_USE_FOR.total_seconds() + 1)
    house.run_to_the_end()
    assert house.states() == [REFUSED, DONE, DONE]
    assert "it is late" in (house.effects()[0].reason or "")


def test_another_plan_ends_the_steps_of_the_one_before() -> None:
    house = Campaigning()
    house.at(1)
    house.sweep()
    lead = house.platform.leads.get(house.lead.lead_id)
    other = a_plan(house.platform.clock() + timedelta(hours=1))
    task = an_assembly_task(lead, plan=other, handed_over=True)
    changed = ResultWriter.assemble(house.platform).perform(task).lead  # type: ignore[arg-type]
    house.run_to_the_end()
    by_sequence = [
        (StepReference.of(one).sequence == sequence_of(changed), one.state)
        for one in house.effects()
    ]
    assert sorted(by_sequence) == [(False, DONE), (False, REFUSED)] + [(True, DONE)] * STEPS
    assert "the plan was changed since" in {one.reason for one in house.effects()}


def test_a_plan_that_stays_is_not_begun_anew() -> None:
    house = Campaigning()
    lead = house.lead
    task = an_assembly_task(lead, handed_over=True)
    ResultWriter.assemble(house.platform).perform(task)  # type: ignore[arg-type]
    assert house.states() == [PLANNED]


def test_a_mail_has_a_link_that_is_good_for_its_reader_and_list() -> None:
    house = Campaigning()
    house.run_to_the_end()
    (_, order) = house.sender.taken[1]
    assert order.recipient == "anna.berg@example.com"
    token = order.unsubscribe.removeprefix("https://api.baton.example/u/")
    person, purpose = read_token(token, [link_key("the secret links")])
    assert (person, purpose.value) == (email_key(order.recipient), "marketing")


def test_an_answer_to_a_mail_names_its_step() -> None:
    house = Campaigning(settings=SETTINGS.model_copy(update={"inbox_address": "reply@in.example"}))
    house.run_to_the_end()
    (effect_id, order) = house.sender.taken[1]
    assert answered_effect(order.reply_to, [link_key("the secret links")]) == effect_id


def test_a_call_task_names_nobody() -> None:
    house = Campaigning()
    house.at(1)
    house.sweep()
    (_, order) = house.sender.taken[0]
    assert order.data["lead_id"] == house.lead.lead_id
    assert (
        "anna"
        not in json.dumps(
            [order.recipient, order.subject, order.text, *order.data.values()]
        ).lower()
    )


def test_what_is_gone_is_nothing_to_do() -> None:
    house = Campaigning()
    assert house.outreach().perform(OutreachTask(effect_id="nobody.1")).states == {}
    assert house.outreach().perform(OutreachTask(lead_id="01JNBX5T00ZZZZZZZZZZZZZZZZ")).states == {}


@pytest.mark.parametrize("error", [Unavailable("not now"), KeyError("nobody expected this")])
def test_one_effect_that_cannot_be_looked_at_holds_up_no_other(error: Exception) -> None:
    house = Campaigning()
    house.at(1)
    other = house.effects()[0].model_copy(update={"effect_id": "other.1", "parameters": {}})
    house.platform.effects.put(other)
    house.faults.fail("leads.get", error, times=1)
    result = house.sweep()
    assert (result.put_off, result.states) == (1, {REFUSED: 1})
    assert house.sweep().states == {DONE: 1}


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


def heard(house: Campaigning, event: dict[str, object]) -> None:
    task = task_of(event)
    assert task is not None
    house.outreach().perform(OutreachTask.model_validate(task["task"]))


def test_the_mail_services_word_settles_a_send_of_which_nobody_knew() -> None:
    house = Campaigning(record=DeliveryStatus.UNSURE)
    house.at(1)
    house.sweep()
    house.at(2)
    house.faults.fail("sender.carry_out", times=1, after=True)
    house.sweep()
    unknown = house.effects()[1]
    assert unknown.state is EffectState.UNKNOWN
    for _ in range(2):
        heard(house, ses("Send", unknown.effect_id))
    settled = house.effects()[1]
    assert (settled.state, settled.receipt) == (DONE, "ses-1")
    assert house.sender.keys.count(unknown.effect_id) == 1


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
    house = Campaigning()
    house.at(1)
    house.sweep()
    house.at(2)
    house.sweep()
    house.platform.clock.advance(300)
    for _ in range(2):
        heard(house, ses(event, house.effects()[1].effect_id, **more))
    kinds = [one.kind for one in house.platform.interactions.of(house.lead.lead_id)]
    assert kinds[1:] == ([outcome] if outcome else [])
    contact_statuses, _ = house.platform.contact_statuses.read(
        contact_keys_of(house.lead.lead_id, house.lead.details)
    )
    texts = {closure.text for standing in contact_statuses for closure in standing.closures}
    assert texts == ({closed} if closed else set())
    house.run_to_the_end()
    assert (house.states()[2] is REFUSED) == (closed is not None)


@pytest.mark.parametrize(("agent", "machine"), [("GoogleImageProxy", True), ("Chrome/141", False)])
def test_what_a_machine_opens_is_kept_and_teaches_nothing(agent: str, machine: bool) -> None:
    house = Campaigning()
    house.at(1)
    house.sweep()
    house.at(2)
    house.sweep()
    house.platform.clock.advance(300)
    heard(house, ses("Open", house.effects()[1].effect_id, open={"userAgent": agent}))
    opened = house.platform.interactions.of(house.lead.lead_id)[-1]
    assert (opened.kind, opened.machine) == (InteractionKind.OPENED, machine)
    assert bool(house.platform.responses.kept) is not machine
    assert History.of([opened]).kinds == ({} if machine else {InteractionKind.OPENED: 1})


def test_a_report_whose_reader_dies_comes_again_and_counts_once() -> None:
    def sent() -> Campaigning:
        house = Campaigning(record=DeliveryStatus.UNSURE)
        house.at(1)
        house.sweep()
        house.at(2)
        house.faults.fail("sender.carry_out", times=1, after=True)
        house.sweep()
        return house

    house = sent()
    told = ses("Complaint", house.effects()[1].effect_id)
    before = len(house.faults.calls)
    house.platform.clock.advance(300)
    heard(house, told)
    for call in range(1, len(house.faults.calls) - before + 1):
        for after in (False, True):
            house = sent()
            house.platform.clock.advance(300)
            house.faults.crash_at(len(house.faults.calls) + call, after=after)
            with pytest.raises(Crash):
                heard(house, told)
            house.platform = house.platform.restarted()
            heard(house, told)
            assert house.effects()[1].state is DONE
            kinds = [one.kind for one in house.platform.interactions.of(house.lead.lead_id)]
            assert kinds.count(InteractionKind.OPTED_OUT) == 1
            house.run_to_the_end()
            assert house.states() == [DONE, DONE, REFUSED]


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
    house = Campaigning()
    house.at(1)
    before = len(house.faults.calls)
    house.sweep()
    calls = len(house.faults.calls) - before
    crashes = 0
    for call in range(1, calls + 1):
        for after in (False, True):
            house = Campaigning()
            house.at(1)
            house.faults.crash_at(before + call, after=after)
            with pytest.raises(Crash):
                house.sweep()
            crashes += 1
            house.run_to_the_end(house.platform.restarted())
            assert house.states() == [DONE] * STEPS
            assert house.sender.keys == [one.effect_id for one in house.effects()]
    with capsys.disabled():
        print(f"\n  {crashes} crashes of outreach, {STEPS} steps once each", end="")  # noqa: T201 - the count belongs in the output


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("workers", [2, 10])
def test_workers_who_race_for_one_step_carry_it_out_once(workers: int, seed: int) -> None:
    turns = Turns(seed)
    house = Campaigning(faults=turns)
    house.at(1)
    errors = turns.play(*[house.sweep] * workers)
    assert all(error is None or isinstance(error, BatonError) for error in errors)
    house.platform.clock.advance(LEASE.total_seconds())
    house.sweep()
    assert house.states() == [DONE, PLANNED]
    assert len(house.sender.taken) == 1


def test_what_another_area_owns_is_left_to_it() -> None:
    house = Campaigning()
    now = house.platform.clock()
    others = Effect(
        effect_id="others.1",
        kind=EffectKind.EMAIL,
        purpose=Purpose.INTERNAL,
        owner="campaigns",
        planned_at=now,
        due_at=now,
        expires_at=now + timedelta(minutes=30),
    )
    house.platform.effects.put(others)

    house.platform.clock.advance(1_801)
    house.sweep()
    house.outreach().perform(OutreachTask(effect_id=others.effect_id))

    assert house.platform.effects.find(others.effect_id) == others
    assert house.sender.taken == []


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
    house = Campaigning(details={"campaign_id": campaign_id})
    card = {"campaign_id": campaign_id, "name": "Spring", "platform": "email", "status": "active"}
    with house.platform.transactions.begin() as within:
        house.platform.reference_data.publish("campaign", campaign_id, card | changes, within)
    house.at(1)
    house.sweep()
    assert house.states() == [DONE, PLANNED], "what the person asked is answered"
    house.at(2)
    house.sweep()
    assert house.effects()[1].state is state
    assert reason in (house.effects()[1].reason or "")


def test_a_way_out_that_is_off_has_no_effects() -> None:
    house = Campaigning()
    house.platform.senders = FakeSenders({EffectKind.EMAIL: house.sender})  # nobody takes calls
    another = a_lead(lead_id=house.platform.new_id())
    receive(house.platform, another)
    writer = ResultWriter.assemble(cast("Platform", house.platform))
    house.lead = writer.perform(an_assembly_task(another)).lead
    house.at(2)
    house.run_to_the_end()
    kept = house.platform.effects.of_subject(another.lead_id)
    assert [(StepReference.of(one).step, one.kind) for one in kept] == [
        (2, EffectKind.EMAIL),
        (3, EffectKind.EMAIL),
    ]


def test_nothing_is_planned_while_nothing_can_be_sent() -> None:
    house = Campaigning()
    house.platform.senders = FakeSenders({})
    another = a_lead(lead_id=house.platform.new_id())
    receive(house.platform, another)
    kept = ResultWriter.assemble(cast("Platform", house.platform)).perform(
        an_assembly_task(another)
    )
    assert kept.lead.report is not None
    assert kept.lead.report.plan is not None  # what would be said is there to be read
    assert house.platform.effects.of_subject(another.lead_id) == ()


def another_lead(house: Campaigning) -> None:
    lead = a_lead(house.platform.new_id(), email=f"{len(house.effects())}@example.com")
    receive(house.platform, lead)
    ResultWriter.assemble(cast("Platform", house.platform)).perform(an_assembly_task(lead))


def test_what_one_sweep_cannot_get_through_helpers_end() -> None:
    house = Campaigning()
    for _ in range(3):
        another_lead(house)
    house.at(1)
    assert house.outreach().perform(OutreachTask(most=1)).more
    for _, message in house.platform.bus.events:
        task = OutreachTask.model_validate(message.payload)
        assert not house.outreach().perform(task).more
    assert len(house.sender.taken) == 4


def test_no_helper_is_called_while_nothing_can_be_done() -> None:
    house = Campaigning()
    another_lead(house)
    house.at(1)
    house.faults.fail("sender.carry_out")
    house.faults.fail("leads.get")
    assert house.outreach().perform(OutreachTask(most=1)).put_off == 1
    assert house.platform.bus.events == []

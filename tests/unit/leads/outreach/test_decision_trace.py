"""What went out for a lead, and what did not, is in its story once, with the reasons (G12)."""

from datetime import timedelta

from baton.effects.effect import Effect, EffectKind, EffectState, Note, Purpose
from baton.leads.interaction import InteractionKind
from baton.leads.send_rules import SendRules
from baton.leads.steps import OWNER
from baton.runtime.decision import DecisionRecord, decision_id
from functions.leads.outreach.decision_trace import trace_entries, version_of
from functions.leads.outreach.models import OutreachTask
from tests.fakes.platform.clock import NOON
from tests.samples.outreach import STEPS, Campaigning

RULES = version_of(SendRules())


def decided(world: Campaigning, task: OutreachTask | None = None) -> dict[str, DecisionRecord]:
    """What outreach tells of a task, as the trace keeps it: the later in the place of the earlier."""
    agent, asked = world.outreach(), task or OutreachTask()
    return {decision_id("outreach", one): one for one in agent.decided(asked, agent.perform(asked))}


def an_effect(*notes: tuple[EffectState, str], **changes: object) -> Effect:
    story = tuple(Note(at=NOON, state=state, text=text) for state, text in notes)
    effect = Effect(
        effect_id="one",
        kind=EffectKind.EMAIL,
        purpose=Purpose.MARKETING,
        owner=OWNER,
        planned_at=NOON,
        story=story,
        state=story[-1].state if story else EffectState.PLANNED,
    )
    return effect.model_copy(update=changes)


def test_what_went_out_is_told_with_its_rules_and_cost() -> None:
    world = Campaigning()
    world.at(1)
    world.sweep()
    world.at(2)
    (told_of,) = decided(world).values()
    effect = world.effects()[1]
    assert (told_of.about, told_of.subject_id) == ("lead", world.lead.lead_id)
    assert told_of.what == "email of step 2 (marketing): done"
    assert told_of.why == ("done: the provider took it",)
    assert f"effect/{effect.effect_id}" in told_of.inputs
    assert (told_of.made_by, told_of.cost_usd, told_of.at) == (RULES, 0.0001, effect.settled_at)


def test_what_is_asked_for_again_is_told_the_same_and_so_kept_once() -> None:
    world = Campaigning()
    world.at(1)
    first = decided(world)
    again = decided(world, OutreachTask(lead_id=world.lead.lead_id))
    assert first == {key: one for key, one in again.items() if key in first}
    assert len(first) == 1


def test_a_refusal_is_told_with_the_reason_an_operator_reads() -> None:
    world = Campaigning()
    world.at(1)
    world.sweep()
    world.outcome(InteractionKind.OPTED_OUT)
    world.at(2)
    (told_of,) = decided(world).values()
    assert told_of.what == "email of step 2 (marketing): refused"
    assert "the person unsubscribed from everything" in told_of.why[0]
    assert told_of.cost_usd == 0


def test_what_is_put_off_is_one_line_with_what_becomes_of_it() -> None:
    world = Campaigning()
    world.at(1)
    world.sweep()
    world.at(2, hours=14)  # at night
    (put_off,) = decided(world).items()
    assert put_off[1].what.startswith("email of step 2 (marketing): put off until 2026-03-")
    world.run_to_the_end()
    kept = decided(world, OutreachTask(lead_id=world.lead.lead_id))
    assert len(kept) == STEPS
    ended = kept[put_off[0]]
    assert ended.what == "email of step 2 (marketing): done"
    assert ended.why[0] == put_off[1].why[0]
    assert (put_off[1].at or NOON) < (ended.at or NOON)


def test_what_another_area_owns_is_in_no_leads_story() -> None:
    world = Campaigning()
    done = an_effect((EffectState.DONE, "bid changed"), subject_id=world.platform.new_id())
    assert len(list(trace_entries([done], RULES))) == 1
    assert list(trace_entries([done.model_copy(update={"owner": "campaigns"})], RULES)) == []


def test_what_is_under_way_or_was_not_judged_yet_is_no_decision() -> None:
    lead_id = Campaigning().lead.lead_id
    effects = [
        an_effect((EffectState.RESERVED, "by w"), subject_id=lead_id),
        an_effect(subject_id=lead_id),
    ]
    assert list(trace_entries(effects, RULES)) == []


def test_an_unknown_effect_that_nobody_looks_up_any_more_asks_for_a_person() -> None:
    lead_id = Campaigning().lead.lead_id
    lost = an_effect((EffectState.UNKNOWN, "no answer"), subject_id=lead_id)
    waiting = lost.model_copy(update={"due_at": NOON + timedelta(hours=1)})
    assert [one.what for one in trace_entries([lost, waiting], RULES)] == [
        "email (marketing): unknown, and a person must look",
        "email (marketing): unknown",
    ]


def test_an_address_in_a_providers_words_is_not_told() -> None:
    words = (EffectState.FAILED, "Email address is not verified: ada@northwind.example")
    (one,) = trace_entries([an_effect(words, subject_id=Campaigning().lead.lead_id)], RULES)
    assert "northwind" not in one.why[0]


def test_other_rules_have_another_name() -> None:
    assert version_of(SendRules()) == RULES
    assert version_of(SendRules(per_day=3)) != RULES


def test_the_answer_of_the_function_holds_none_of_the_effects() -> None:
    world = Campaigning()
    world.at(1)
    assert world.sweep().to_json() == {"states": {"done": 1}, "put_off": 0, "more": False}

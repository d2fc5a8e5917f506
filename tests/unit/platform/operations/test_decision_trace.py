"""What operations decided is in the incident's story once, and a pause in the campaign's too (G12)."""

from baton.effects.effect import EffectState
from baton.incidents.incident import Attempt, Diagnosis, Incident, Remedy
from baton.incidents.remedies import registered
from baton.runtime.decision import DecisionRecord, decision_id
from functions.platform.operations.decision_trace import trace_entry
from functions.platform.operations.models import Alarm, Next, OperationsTask, Step
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.operations import ControlRoom, an_alarm
from tests.samples.outbox import an_event, put

CAMPAIGN = "01JNB3V5QZ8W2Y4X6T7R9P0K1M"
PARKED = an_alarm("outbox-parked")
SLOW = an_alarm("api-p95")


def with_parked(room: ControlRoom) -> None:
    entry = an_event(room.platform)
    put(room.platform, entry)
    with room.platform.transactions.begin() as within:
        room.platform.outbox.park(entry.entry_id, within, now=NOON, reason="the bus was down")


def story_of(room: ControlRoom, alarm: Alarm, *, times: int = 1) -> dict[str, DecisionRecord]:
    """The story that the steps of an incident leave, each of them done so often."""
    story: dict[str, DecisionRecord] = {}
    step = Step.LOOK
    for _ in range(20):
        task = OperationsTask(step=step, alarm=alarm)
        for _ in range(times):
            agent = room.agent()
            result = agent.perform(task)
            for one in agent.decided(task, result):
                story[decision_id("operations", one)] = one
        if result.next is Next.DONE:
            return story
        room.platform.clock.advance(60)
        after = {Next.RECOVER: Step.RECOVER, Next.WAIT: Step.VERIFY}
        step = after.get(result.next, Step.TELL)
    raise AssertionError("the incident never ends")


def test_an_incidents_story_tells_what_was_wrong_done_and_reached() -> None:
    room = ControlRoom()
    with_parked(room)
    story = story_of(room, PARKED)
    diagnosis, recovery, end = story.values()
    assert {one.subject_id for one in story.values()} == {PARKED.incident_id}
    assert {one.about for one in story.values()} == {"incident"}
    assert diagnosis.what.startswith("diagnosed: ")
    assert diagnosis.made_by == recovery.made_by == "rule parked"
    assert any("the bus was down" in text for text in diagnosis.why)
    assert recovery.what == "redrive_parked:outbox: done"
    assert recovery.why[-1] == "1 entries in circulation again"
    assert end.what == "what was wrong is gone"


def test_a_story_is_told_once_however_often_its_steps_are_repeated() -> None:
    rooms = ControlRoom(), ControlRoom()
    for room in rooms:
        with_parked(room)
    once, thrice = story_of(rooms[0], PARKED), story_of(rooms[1], PARKED, times=3)
    assert list(once) == list(thrice)


def test_that_people_were_told_is_told_with_how() -> None:
    _, end = story_of(ControlRoom(), SLOW).values()
    assert end.what == "people have it now"
    assert "told by notice: done" in end.why


def test_a_pause_is_in_the_campaigns_story_too() -> None:
    remedy = Remedy(kind="pause_campaign", target=CAMPAIGN)
    attempt = Attempt(effect_id="e", what=remedy.text, state=EffectState.DONE, reason="p", at=NOON)
    incident = Incident(
        incident_id=PARKED.incident_id,
        alarm="Baton-overspend",
        opened_at=NOON,
        diagnoses=(Diagnosis(rule="overspend", text="it spends thrice its plan", remedy=remedy),),
        recoveries=(attempt,),
    )
    task = OperationsTask(step=Step.VERIFY, alarm=PARKED)
    ours, theirs = trace_entry(task, incident, registered())
    assert (ours.about, ours.subject_id) == ("incident", PARKED.incident_id)
    assert (theirs.about, theirs.subject_id) == ("campaign", CAMPAIGN)
    assert theirs.why == ("it spends thrice its plan", "p")
    assert f"incident/{PARKED.incident_id}" in theirs.inputs


def test_the_workflow_is_given_none_of_the_incident() -> None:
    assert "incident" not in ControlRoom().step(Step.LOOK, SLOW).to_json()

"""An alarm ends in one recovery that helped, or in people who know; wherever a process dies."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from baton.core.errors import BatonError
from baton.core.settings import Settings
from baton.effects.effect import Effect, EffectKind, EffectState, Purpose
from baton.effects.operational_limits import NOTICES_AN_HOUR
from baton.incidents.incident import Incident, IncidentStatus
from baton.messaging.entries import workflow_run
from baton.resilience.circuit import Circuit
from baton.runtime.entry_point import NO_ANSWER
from functions.platform.operations.diagnostics import Deployed
from functions.platform.operations.models import Alarm, Next, Step
from functions.platform.operations.remediation import OF_USE_FOR, OWNER
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash
from tests.fakes.platform.operations import ControlRoom, an_alarm
from tests.samples.outbox import an_event, put

PARKED = an_alarm("outbox-parked")
ERRORS = an_alarm("leads-function-errors")
LETTERS = an_alarm("functions-dead-letters")
SLOW = an_alarm("api-p95")


def incident_of(room: ControlRoom, alarm: Alarm) -> Incident:
    return room.platform.incidents.get(alarm.incident_id)


def with_parked(room: ControlRoom) -> str:
    entry = an_event(room.platform)
    put(room.platform, entry)
    with room.platform.transactions.begin() as within:
        room.platform.outbox.park(entry.entry_id, within, now=NOON, reason="the bus was down")
    return entry.entry_id


def with_bad_deployment(room: ControlRoom) -> None:
    with_bad_version(room, "engagement")


def with_bad_version(room: ControlRoom, function: str) -> None:
    deployed = Deployed(function, "7", "7", "6", NOON - timedelta(minutes=9), revision="r")
    room.cloud.functions[function] = deployed
    room.cloud.lines[function] = [(NOON - timedelta(minutes=1), "KeyError: plan")]
    room.cloud.succeeded[function] = [NOON + timedelta(minutes=n, seconds=30) for n in range(20)]


def with_open_circuit(room: ControlRoom) -> None:
    room.platform.breakers.circuits["episodic memory"] = Circuit(
        failures=5, open_until=NOON + timedelta(minutes=30), version=5
    )


def test_a_parked_entry_is_driven_again_and_the_incident_tells_the_story() -> None:
    room = ControlRoom()
    entry_id = with_parked(room)
    result = room.work(PARKED)
    assert result.status is IncidentStatus.RECOVERED
    assert room.platform.outbox.entries[entry_id].redriven == 1
    incident = incident_of(room, PARKED)
    assert incident.diagnoses[0].rule == "parked"
    assert any("the bus was down" in quote.text for quote in incident.diagnoses[0].because)
    (recovery,) = incident.recoveries
    assert (recovery.what, recovery.state) == ("redrive_parked:outbox", EffectState.DONE)
    assert recovery.reason == "1 entries in circulation again"
    assert incident.summary.endswith("what was wrong is gone.")
    assert room.topic.heard == []


def test_a_version_that_fails_is_taken_back_and_watched() -> None:
    room = ControlRoom()
    with_bad_deployment(room)
    assert room.work(ERRORS).status is IncidentStatus.RECOVERED
    assert room.cloud.done == ["shift engagement 6"]
    ((subject, text),) = room.topic.heard
    assert subject == "Baton: Baton-leads-function-errors was recovered by going back a version"
    assert "shift_alias:engagement: done" in text


def test_that_a_version_works_again_is_shown_by_a_call_and_not_by_silence() -> None:
    room = ControlRoom()
    with_bad_deployment(room)
    room.cloud.succeeded.clear()
    assert room.work(ERRORS).status is IncidentStatus.TOLD
    assert room.topic.heard[0][0] == "Baton: Baton-leads-function-errors needs a person"


def test_a_version_that_worked_before_it_failed_is_not_taken_back() -> None:
    room = ControlRoom()
    with_bad_deployment(room)
    room.cloud.succeeded["engagement"] = [NOON - timedelta(minutes=n) for n in (2, 3, 4)]
    assert room.work(ERRORS).status is IncidentStatus.TOLD
    assert room.cloud.done == []


def test_an_answer_from_outside_is_no_fault_of_a_deployment() -> None:
    room = ControlRoom()
    with_bad_deployment(room)
    room.cloud.lines["engagement"] = [(NOON - timedelta(minutes=n), NO_ANSWER) for n in (1, 2, 3)]
    with_open_circuit(room)
    room.work(ERRORS)
    assert room.cloud.done == []
    assert incident_of(room, ERRORS).diagnoses[0].rule == "dependency_down"


@pytest.mark.parametrize("port", ["cloud.logs", "cloud.calls"])
def test_without_logs_people_are_told_what_is_not_known_and_nothing_is_taken_back(
    port: str,
) -> None:
    room = ControlRoom()
    with_bad_deployment(room)
    room.platform.faults.fail(port)
    assert room.work(ERRORS).status is IncidentStatus.TOLD
    assert room.cloud.done == []
    ((_, text),) = room.topic.heard
    assert "could not be asked, so it stays" in text


def test_a_version_that_mended_what_failed_before_it_is_not_taken_back() -> None:
    room = ControlRoom()
    with_bad_deployment(room)
    room.cloud.lines["engagement"] = [(NOON - timedelta(minutes=12), "KeyError: plan")]
    room.cloud.succeeded.clear()
    room.work(ERRORS)
    assert room.cloud.done == []


def test_a_version_that_fails_by_itself_too_is_taken_back() -> None:
    room = ControlRoom()
    with_bad_deployment(room)
    room.cloud.lines["engagement"] += [(NOON - timedelta(minutes=n), NO_ANSWER) for n in (2, 3)]
    assert room.work(ERRORS).status is IncidentStatus.RECOVERED
    assert room.cloud.done == ["shift engagement 6"]


def test_people_are_told_of_every_rollback_however_soon_after_another() -> None:
    room = ControlRoom()
    with_bad_deployment(room)
    room.work(ERRORS)
    again = an_alarm("leads-function-errors", room.platform.clock())
    deployed = Deployed("lead_triage", "7", "7", "6", room.platform.clock() - timedelta(minutes=2))
    room.cloud.functions["lead_triage"] = deployed
    room.cloud.lines = {"lead_triage": [(room.platform.clock() - timedelta(seconds=1), "KeyError")]}
    room.cloud.succeeded["lead_triage"] = [
        room.platform.clock() + timedelta(minutes=n) for n in range(1, 20)
    ]
    assert room.work(again).status is IncidentStatus.RECOVERED
    assert room.cloud.done == ["shift engagement 6", "shift lead_triage 6"]
    assert len(room.topic.heard) == 2
    assert "shift_alias:lead_triage: done" in room.topic.heard[1][1]


def test_people_are_told_of_a_rollback_though_the_hour_has_no_room_left() -> None:
    room = ControlRoom()
    for number in range(NOTICES_AN_HOUR + 2):
        room.work(an_alarm(f"alarm-{number}"))
    with_bad_deployment(room)
    assert room.work(ERRORS).status is IncidentStatus.RECOVERED
    assert "shift_alias:engagement: done" in room.topic.heard[-1][1]


def test_people_are_told_of_a_rollback_that_did_not_help_though_the_alarm_just_rang() -> None:
    room = ControlRoom()
    room.cloud.lines["engagement"] = [(NOON - timedelta(minutes=1), "KeyError")]
    assert room.work(ERRORS).status is IncidentStatus.TOLD
    with_bad_deployment(room)
    room.cloud.lines["engagement"] += failures_to_come()
    again = an_alarm("leads-function-errors", NOON + timedelta(minutes=3))
    assert room.work(again).status is IncidentStatus.TOLD
    assert "shift_alias:engagement: done" in room.topic.heard[-1][1]


def test_a_version_of_an_api_that_ends_is_not_recovered_since_a_circuit_closed() -> None:
    room = ControlRoom()
    with_open_circuit(room)
    assert room.work(an_alarm("ad-api-version")).status is IncidentStatus.TOLD


@pytest.mark.parametrize("alarm", ["live-dead-letters", "leads-function-errors", "outbox-parked"])
def test_what_is_there_still_is_not_gone_since_something_else_was_mended(alarm: str) -> None:
    room = ControlRoom()
    with_open_circuit(room)
    room.cloud.messages["live"] = 2
    room.cloud.lines["engagement"] = [(NOON - timedelta(minutes=1), "KeyError: plan")]
    lead_id = room.platform.new_id()
    put(room.platform, workflow_run("lead_pipeline", lead_id, {}, correlation_id="c", now=NOON))
    with room.platform.transactions.begin() as within:
        room.platform.outbox.park(lead_id, within, now=NOON, reason="no")
    rung = an_alarm(alarm)
    assert room.work(rung).status is IncidentStatus.TOLD
    incident = incident_of(room, rung)
    assert incident.diagnoses[0].rule != "dependency_down"
    assert incident.summary == incident.diagnoses[0].text


def test_every_function_of_the_alarm_that_fails_since_its_deployment_is_taken_back() -> None:
    room = ControlRoom()
    with_bad_version(room, "engagement")
    with_bad_version(room, "lead_triage")
    room.cloud.lines["engagement"] += failures_to_come()[:1]
    assert room.work(ERRORS).status is IncidentStatus.RECOVERED
    assert room.cloud.done == ["shift lead_triage 6", "shift engagement 6"]


def test_people_are_told_if_another_function_of_the_alarm_fails_after_a_recovery_helped() -> None:
    room = ControlRoom()
    with_bad_deployment(room)
    room.cloud.lines["lead_triage"] = failures_to_come()
    assert room.work(ERRORS).status is IncidentStatus.TOLD
    assert room.cloud.done == ["shift engagement 6"]


def failures_to_come() -> list[tuple[datetime, str]]:
    return [(NOON + timedelta(minutes=n), "KeyError: plan") for n in range(1, 20)]


def test_if_the_version_before_fails_too_people_are_told() -> None:
    room = ControlRoom()
    with_bad_deployment(room)
    room.cloud.lines["engagement"] += failures_to_come()
    assert room.work(ERRORS).status is IncidentStatus.TOLD
    assert room.cloud.done == ["shift engagement 6"]
    ((subject, text),) = room.topic.heard
    assert subject == "Baton: Baton-leads-function-errors needs a person"
    assert "shift_alias:engagement: done" in text
    assert "docs/runbook.md#errors" in text
    assert incident_of(room, ERRORS).incident_id in text


def test_a_circuit_is_closed_once_the_dependency_answers_a_probe() -> None:
    room = ControlRoom()
    with_open_circuit(room)
    assert room.work(SLOW).status is IncidentStatus.RECOVERED
    assert room.platform.breakers.circuits["episodic memory"] == Circuit(version=6)


def test_a_circuit_stays_open_if_the_dependency_does_not_answer() -> None:
    room = ControlRoom()
    with_open_circuit(room)
    room.prober.ill["episodic memory"] = "it answers with 503"
    assert room.work(SLOW).status is IncidentStatus.TOLD
    (recovery,) = incident_of(room, SLOW).recoveries
    assert recovery.state is EffectState.FAILED
    assert recovery.reason == "episodic memory is not well: it answers with 503."
    assert room.platform.breakers.circuits["episodic memory"].failures == 5


def test_what_no_rule_knows_goes_to_people_at_once() -> None:
    room = ControlRoom()
    assert room.work(SLOW).status is IncidentStatus.TOLD
    assert len(room.topic.heard) == 1


def test_an_alarm_that_comes_again_and_again_is_one_incident() -> None:
    room = ControlRoom()
    with_parked(room)
    for _ in range(3):
        assert room.work(PARKED).status is IncidentStatus.RECOVERED
    assert len(room.platform.incidents.kept) == 1
    assert [one.state for one in room.platform.effects.all()] == [EffectState.DONE]


def test_an_alarm_that_flaps_is_not_answered_by_a_recovery_that_flaps() -> None:
    room = ControlRoom()
    for minute in range(0, 60, 2):
        room.cloud.messages["functions"] = 2
        room.platform.clock.set(NOON + timedelta(minutes=minute))
        room.work(an_alarm("functions-dead-letters", room.platform.clock()))
    assert 2 <= len(room.cloud.done) <= 4
    assert 1 <= len(room.topic.heard) <= 4
    refused = [
        one.reason
        for one in room.platform.effects.all()
        if one.state is EffectState.REFUSED and one.parameters["what"] == "redrive_queue:functions"
    ]
    assert refused
    assert all(one is not None and "may be done in 15 minutes" in one for one in refused)


def test_what_an_incident_left_behind_is_ended_when_the_next_one_is_opened() -> None:
    room = ControlRoom()
    left = Effect(
        effect_id="an-incident.recovery.0",
        kind=EffectKind.RECOVERY,
        purpose=Purpose.INTERNAL,
        owner=OWNER,
        parameters={"what": "redrive_queue:functions"},
        planned_at=NOON,
        due_at=NOON,
        expires_at=NOON + OF_USE_FOR,
    )
    room.platform.effects.put(left)
    room.platform.clock.set(NOON + OF_USE_FOR + timedelta(seconds=1))
    room.work(SLOW)
    ended = room.platform.effects.find(left.effect_id)
    assert ended is not None
    assert (ended.state, ended.due_at) == (EffectState.REFUSED, None)
    assert room.cloud.done == []


def test_an_incident_is_handled_though_what_others_left_cannot_be_read() -> None:
    room = ControlRoom()
    room.platform.faults.fail("effects.due")
    with_parked(room)
    assert room.work(PARKED).status is IncidentStatus.RECOVERED


def test_an_open_circuit_is_not_the_headline_of_an_alarm_about_something_else() -> None:
    room = ControlRoom()
    with_open_circuit(room)
    room.cloud.messages["functions"] = 2
    room.work(LETTERS)
    rules = [one.rule for one in incident_of(room, LETTERS).diagnoses]
    assert rules == ["undelivered", "dependency_down"]


def test_nobody_is_said_to_know_what_no_channel_took() -> None:
    room = ControlRoom()
    room.work(SLOW)
    again = an_alarm("api-p95", NOON + timedelta(minutes=1))
    assert room.work(again).status is IncidentStatus.NOT_TOLD
    assert len(room.topic.heard) == 1


def test_a_rollback_that_nobody_could_be_told_of_is_not_called_over() -> None:
    room = ControlRoom()
    with_bad_deployment(room)
    room.platform.faults.fail("topic.publish")
    assert room.work(ERRORS).status is IncidentStatus.NOT_TOLD
    assert incident_of(room, ERRORS).summary.endswith("what was wrong is gone.")


def test_calls_made_again_that_are_tried_yet_are_not_called_gone() -> None:
    room = ControlRoom()
    room.cloud.messages["functions"] = 2
    for step in (Step.LOOK, Step.RECOVER):
        room.step(step, LETTERS)
    for _ in range(3):
        room.platform.clock.advance(60)
        assert room.step(Step.VERIFY, LETTERS).next is Next.WAIT
    room.cloud.messages["functions"] = 2
    room.platform.clock.advance(60)
    assert room.step(Step.VERIFY, LETTERS).next is Next.TELL


def test_more_incidents_than_are_told_one_by_one_are_told_together() -> None:
    room = ControlRoom()
    for number in range(NOTICES_AN_HOUR + 5):
        assert room.work(an_alarm(f"alarm-{number}")).status is not IncidentStatus.OPEN
    subjects = [subject for subject, _ in room.topic.heard]
    assert len(subjects) == NOTICES_AN_HOUR + 1
    assert subjects[-1] == "Baton: many incidents need a person"


def test_recoveries_can_be_switched_off() -> None:
    room = ControlRoom(FakePlatform(Settings(recoveries=False)))
    with_bad_deployment(room)
    assert room.work(ERRORS).status is IncidentStatus.TOLD
    assert room.cloud.done == []
    assert "Nothing was done about it." in room.topic.heard[0][1]


def test_what_cannot_be_asked_is_said_and_holds_nobody_up() -> None:
    room = ControlRoom()
    for port in ("cloud", "agents", "breakers"):
        room.platform.faults.fail(port)
    assert room.work(SLOW).status is IncidentStatus.TOLD
    silent = {one.source for one in incident_of(room, SLOW).evidence}
    assert {"silent:circuits", "silent:queues", "silent:agents", "silent:metric"} <= silent


def test_a_parked_lead_is_left_to_the_person_who_has_its_case() -> None:
    room = ControlRoom()
    lead_id = room.platform.new_id()
    run = workflow_run("lead_pipeline", lead_id, {}, correlation_id="c", now=NOON)
    put(room.platform, run)
    with room.platform.transactions.begin() as within:
        room.platform.outbox.park(lead_id, within, now=NOON, reason="no")
    assert room.work(PARKED).status is IncidentStatus.TOLD
    assert lead_id in room.platform.outbox.parked


STORIES = {
    "parked": (PARKED, with_parked),
    "bad deployment": (ERRORS, with_bad_deployment),
    "open circuit": (SLOW, with_open_circuit),
    "dead letters": (LETTERS, lambda room: room.cloud.messages.update(functions=2)),
    "nobody knows": (SLOW, lambda _: None),
}


CHANGES = {
    "incidents.keep",
    "effects.put",
    "transactions.commit",
    "outbox.redrive",
    "breakers.swap",
    "cloud.shift",
    "cloud.redrive",
    "topic.publish",
}
"""Calls after which something is otherwise: dying after any other is dying before the next."""


def remediation(room: ControlRoom) -> list[str]:
    """What was done to the deployment."""
    closed = [name for name, one in room.platform.breakers.circuits.items() if not one.failures]
    driven = [one.entry_id for one in room.platform.outbox.entries.values() if one.redriven == 1]
    assert all(one.redriven <= 1 for one in room.platform.outbox.entries.values())
    return [*room.cloud.done, *closed, *driven]


@pytest.mark.parametrize("story", STORIES)
def test_wherever_a_process_dies_there_is_one_recovery_or_people_are_told(story: str) -> None:
    alarm, prepare = STORIES[story]
    whole = ControlRoom()
    prepare(whole)
    begun = len(whole.platform.faults.calls)
    whole.work(alarm)
    calls = whole.platform.faults.calls
    wanted = len(remediation(whole))
    for at in range(begun + 1, len(calls) + 1):
        for after in (False, True) if calls[at - 1] in CHANGES else (False,):
            room = ControlRoom()
            prepare(room)
            room.platform.faults.crash_at(at, after=after)
            result = survived(room, alarm)
            assert result in (IncidentStatus.RECOVERED, IncidentStatus.TOLD)
            assert len(remediation(room)) <= 1
            assert len(remediation(room)) == wanted or room.topic.heard, (at, after)
            states = [one.state for one in room.platform.effects.all()]
            assert EffectState.RESERVED not in states


def survived(room: ControlRoom, alarm: Alarm) -> IncidentStatus:
    """The workflow, whose steps are repeated when a process dies."""
    step = Step.LOOK
    for _ in range(80):
        try:
            result = room.step(step, alarm)
        except (Crash, BatonError):
            room.platform = room.platform.restarted()
            room.platform.clock.advance(1)
            continue
        if result.next is Next.DONE:
            return result.status
        if result.next in (Next.WAIT, Next.TELL_LATER):
            room.platform.clock.advance(60)
        step = {
            Next.RECOVER: Step.RECOVER,
            Next.WAIT: Step.VERIFY,
            Next.TELL: Step.TELL,
            Next.TELL_LATER: Step.TELL,
        }[result.next]
    raise AssertionError("the incident never ends")


def test_two_executions_of_one_alarm_make_one_recovery() -> None:
    room = ControlRoom()
    with_bad_deployment(room)
    for step in (Step.LOOK, Step.LOOK, Step.RECOVER, Step.RECOVER, Step.VERIFY):
        room.step(step, ERRORS)
    assert room.cloud.done == ["shift engagement 6"]
    shifted = room.cloud.functions["engagement"]
    assert replace(shifted, revision="").version == "6"

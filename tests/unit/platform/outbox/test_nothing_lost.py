"""Nothing that was acknowledged is lost, wherever a process dies, and nothing takes effect twice."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from baton.core.errors import BatonError, Unavailable
from baton.escalation.case import Decision, Escalation, EscalationStatus, Verdict
from baton.escalation.entries import case_opening, decision_delivery
from baton.escalation.events import ESCALATION_OPENED
from baton.leads.lead import LeadStatus
from baton.leads.pipeline_run import pipeline_run
from baton.messaging.entries import workflow_run, workflow_start
from baton.messaging.workflows import WorkflowResult
from functions.platform.outbox.batch_result import EntryOutcome
from functions.platform.outbox.dead_letters import DeadLetters
from functions.platform.outbox.dispatcher import EntryRef
from functions.platform.outbox.run_policies import RunPolicies
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash
from tests.fakes.platform.turns import Turns
from tests.samples.cases import CaseWorkflows, decide, open_case
from tests.samples.crashes import ends_the_same_wherever_it_dies
from tests.samples.outbox import an_event, announced, dispatcher, drive, plenty, put
from tests.samples.pipeline import LEAD_ID, Pipeline, a_lead, receive


def test_an_acknowledged_lead_survives_a_crash_between_storing_it_and_running_it() -> None:
    platform = FakePlatform()
    receive(platform, a_lead(), held=True)  # the caller has its 202 or waits for its 200
    platform = platform.restarted()  # and the API function is gone
    platform.workflows.script("lead_pipeline", Pipeline(platform))

    assert dispatcher(platform).sweep(plenty).outcomes == {}, "its lease is still running"
    platform.clock.advance(platform.settings.lease_seconds)
    dispatcher(platform).sweep(plenty)

    assert platform.leads.get(LEAD_ID).status is LeadStatus.PROCESSED
    assert platform.outbox.entries == {}
    assert len(platform.bus.events) == 1


def test_an_acknowledged_lead_survives_a_crash_of_every_worker_that_takes_it_but_the_last() -> None:
    platform = FakePlatform()
    receive(platform, a_lead())
    for _ in range(platform.settings.max_attempts - 1):
        platform.faults.fail("workflows.run", Crash("killed"), times=1)
        with pytest.raises(Crash):
            dispatcher(platform).sweep(plenty)
        platform.faults.clear()
        platform.clock.advance(platform.settings.lease_seconds)
    platform.workflows.script("lead_pipeline", Pipeline(platform))

    dispatcher(platform).sweep(plenty)

    assert platform.leads.get(LEAD_ID).status is LeadStatus.PROCESSED


@dataclass(frozen=True)
class Story:
    """One way of a lead through the outbox: how its pipeline ends, and what a person says."""

    poor: bool = False
    fails: bool = False
    verdict: Verdict | None = None
    silent: bool = False
    """nobody decides"""

    def prepare(self, platform: FakePlatform) -> None:
        """Gets a process's pipeline ready. What fails goes on failing until a person approves."""
        pipeline = Pipeline(platform, poor=self.poor)

        def run(given: dict[str, object]) -> dict[str, object] | WorkflowResult:
            if self.fails and "resume" not in given:
                return WorkflowResult(None, "States.Timeout")
            try:
                return pipeline(given)
            except BatonError as error:
                return WorkflowResult(None, type(error).__name__)

        platform.workflows.script("lead_pipeline", run)

    def play(self, faulty: Callable[[FakePlatform], None]) -> tuple[FakePlatform, int]:
        """Plays it to its end from a freshly stored lead; gives also the number of port calls."""
        platform = FakePlatform()
        receive(platform, a_lead())
        put(platform, an_event(platform))
        begun_at = len(platform.faults.calls)
        faulty(platform)
        cases = CaseWorkflows()

        def person(platform: FakePlatform) -> None:
            for case in map(Escalation.model_validate_json, platform.escalations.kept.values()):
                if self.verdict and case.status is EscalationStatus.OPEN:
                    decide(platform, self.verdict, case.escalation_id)

        def workflows(platform: FakePlatform) -> None:
            try:
                cases.move_on(platform)
                if self.silent and platform.outbox.entries == {}:
                    cases.expire(platform)
            except Unavailable:
                return  # Step Functions calls again

        platform = drive(platform, self.prepare, also=(workflows, person, workflows))
        return platform, len(platform.faults.calls) - begun_at


def ending(platform: FakePlatform) -> dict[str, object]:
    """What is left at the end, without ids and times: these may differ after a fault."""
    lead = platform.leads.get(LEAD_ID)
    cases = list(map(Escalation.model_validate_json, platform.escalations.kept.values()))
    messages = {message.message_id: (name, message) for name, message in platform.bus.events}
    return {
        "lead": (lead.status, lead.version, lead.report is not None),
        "planned": sorted(one.interaction_id for one in platform.interactions.of(LEAD_ID)),
        "cases": [(case.status, case.opened_by, case.carried_out_at is not None) for case in cases],
        "outbox": (platform.outbox.entries, set(platform.outbox.parked)),
        "events": Counter(
            (name, message.payload.get("status"))
            for name, message in messages.values()
            if name != ESCALATION_OPENED.name  # not for a case that was decided before
        ),
        "started": len(platform.workflows.started),
        "answered": bool(platform.workflows.completed),
    }


STORIES = {
    "processed": (Story(), LeadStatus.PROCESSED),
    "escalated and approved": (Story(poor=True, verdict=Verdict.APPROVE), LeadStatus.PROCESSED),
    "escalated and refused": (Story(poor=True, verdict=Verdict.REFUSE), LeadStatus.CLOSED),
    "escalated and forgotten": (Story(poor=True, silent=True), LeadStatus.CLOSED),
    "parked and approved": (Story(fails=True, verdict=Verdict.CHANGE), LeadStatus.PROCESSED),
    "parked and refused": (Story(fails=True, verdict=Verdict.REFUSE), LeadStatus.CLOSED),
}


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("dies", [True, False], ids=["crash", "fault"])
def test_every_story_has_the_same_end_after_a_fault_at_any_port_call(name: str, dies: bool) -> None:
    story, status = STORIES[name]
    whole, calls = story.play(lambda _: None)
    wanted = ending(whole)
    assert whole.leads.get(LEAD_ID).status is status
    tried = 0

    for call in range(1, calls + 1):
        for after in (False, True):

            def faulty(platform: FakePlatform, call: int = call, after: bool = after) -> None:
                faults = platform.faults
                plan = faults.crash_at if dies else faults.fail_at
                plan(len(faults.calls) + call, after=after)

            platform, _ = story.play(faulty)
            assert ending(platform) == wanted, (call, after)
            tried += 1

    assert tried == 2 * calls
    assert calls >= (12 if name == "processed" else 25), "the story has become shorter: look at it"


def test_work_of_every_other_kind_takes_effect_wherever_its_worker_dies() -> None:
    """Twice at most, and so that who gets it twice can know: by a name, a token, a message's id."""

    def prepare(platform: FakePlatform) -> None:
        platform.workflows.script("campaign_review", WorkflowResult({}))
        now, case = platform.clock(), open_case(platform)
        decision = Decision(verdict=Verdict.APPROVE, decided_by="op-1", at=now)
        waits = {"task_token": "token", "decision": decision, "status": EscalationStatus.DECIDED}
        start, run = (platform.new_id() for _ in range(2))
        put(
            platform,
            case_opening(case, now=now),
            decision_delivery(case.model_copy(update=waits), now=now),
            workflow_start("erasure", start, {}, correlation_id="req", now=now),
            workflow_run("campaign_review", run, {"for": "all"}, correlation_id="req", now=now),
            an_event(platform),
            an_event(platform),
        )

    def act(platform: FakePlatform, _: None) -> None:
        dispatcher(platform).sweep(plenty)
        platform.clock.advance(platform.settings.lease_seconds)

    def state(platform: FakePlatform, _: None) -> object:
        return (
            platform.outbox.entries,
            sorted((one.workflow, one.name) for one in platform.workflows.started),
            {one.workflow for one in platform.workflows.runs if one.given == {"for": "all"}},
            {token: output["verdict"] for token, output in platform.workflows.completed},
            {message.message_id for _, message in platform.bus.events},
        )

    ends_the_same_wherever_it_dies(prepare, act, state, least=10, wait=60)


@pytest.mark.parametrize("seed", range(200))
def test_workers_that_race_under_leases_that_end_at_any_time_have_one_effect(seed: int) -> None:
    turns = Turns(seed)
    platform = FakePlatform(faults=turns)
    lead_ids = [platform.new_id() for _ in range(2)]
    for lead_id in lead_ids:
        receive(platform, a_lead(lead_id), held=turns.random.choice([False, True]))
    put(platform, an_event(platform))
    platform.workflows.script("lead_pipeline", Pipeline(platform, poor=seed % 3 == 0))
    workers = [platform]
    for _ in range(2):
        other = platform.restarted()
        workers.append(other)

    def time_passes() -> None:
        platform.clock.advance(turns.random.choice([0, 0, 0, 1, 30, 61]))

    errors = turns.play(
        *[lambda worker=worker: dispatcher(worker).sweep(plenty) for worker in workers],
        lambda: dispatcher(platform).dispatch(announced(platform), plenty),
        between=time_passes,
    )
    assert errors == [None] * 4
    platform = drive(platform)

    wanted = LeadStatus.ESCALATED if seed % 3 == 0 else LeadStatus.PROCESSED
    for lead_id in lead_ids:
        lead = platform.leads.get(lead_id)
        assert (lead.status, lead.version) == (wanted, 2)
        assert len(platform.interactions.of(lead_id)) == (wanted is LeadStatus.PROCESSED)
    assert len({message.message_id for _, message in platform.bus.events}) == 3
    assert len(platform.escalations.kept) == (2 if seed % 3 == 0 else 0)
    assert platform.outbox.parked == {}


@pytest.mark.parametrize("seed", range(100))
def test_giving_a_lead_up_and_finishing_it_at_the_same_time_leaves_one_of_the_two(
    seed: int,
) -> None:
    turns = Turns(seed)
    platform = FakePlatform(faults=turns)
    receive(platform, a_lead())
    for _ in range(platform.settings.max_attempts - 1):
        platform.outbox.claim(LEAD_ID, "earlier", now=platform.clock(), lease_seconds=60)
        platform.clock.advance(60)
    pipeline, runs = Pipeline(platform), iter(range(9))

    def run(given: dict[str, object]) -> dict[str, object] | WorkflowResult:
        platform.clock.advance(61)  # the lease ends while it runs
        return pipeline(given) if next(runs) % 2 else WorkflowResult(None, "States.Timeout")

    platform.workflows.script("lead_pipeline", run)
    slow, other = platform.restarted(), platform.restarted()
    outcomes: set[EntryOutcome] = set()
    turns.play(
        lambda: outcomes.update(
            dispatcher(slow).dispatch([EntryRef(LEAD_ID)], plenty).outcomes.values()
        ),
        lambda: outcomes.update(
            dispatcher(other).dispatch([EntryRef(LEAD_ID)], plenty).outcomes.values()
        ),
    )

    assert EntryOutcome.STRANDED not in outcomes, "being overtaken is nothing to be alarmed about"
    lead = platform.leads.get(LEAD_ID)
    assert lead.version == 2
    if lead.status is LeadStatus.PARKED:
        assert LEAD_ID in platform.outbox.parked
        assert len(platform.escalations.kept) == 1
    else:
        assert lead.status is LeadStatus.PROCESSED
        assert LEAD_ID not in platform.outbox.entries | platform.outbox.parked
        assert len(platform.escalations.kept) == 0


def test_a_worker_that_slept_does_not_delete_the_entry_with_which_a_person_sent_the_lead_back() -> (
    None
):
    platform = FakePlatform()
    receive(platform, a_lead())
    old = platform.outbox.claim(LEAD_ID, "sleeper", now=platform.clock(), lease_seconds=60)
    assert old is not None
    Pipeline(platform, poor=True)({"lead": a_lead().to_json(), "correlation_id": "req"})
    sent_back = platform.leads.get(LEAD_ID)
    assert sent_back.status is LeadStatus.ESCALATED  # the sleeper reads this, and falls asleep
    sent_back = sent_back.model_copy(update={"version": 3, "status": LeadStatus.RECEIVED})
    with platform.transactions.begin() as unit:
        platform.leads.replace(sent_back, unit)
        platform.outbox.add(pipeline_run(sent_back, now=platform.clock()), unit)
    dead_letters = DeadLetters(
        outbox=platform.outbox,
        transactions=platform.transactions,
        runs=RunPolicies.assemble(platform),  # type: ignore[arg-type]
        clock=platform.clock,
    )

    assert dead_letters.drop(old) is EntryOutcome.GONE
    assert LEAD_ID in platform.outbox.entries

"""The outbox function, the assembly and the cases over the real tables, with eight lanes at once."""

from collections import Counter

import pytest

from baton.escalation.case import EscalationStatus, Verdict
from baton.leads.container import Leads
from baton.leads.lead import LeadStatus
from baton.messaging.outbox import Work
from baton.runtime.platform import Platform
from functions.platform.escalation.models import Step
from functions.platform.outbox.batch_result import EntryOutcome
from functions.platform.outbox.dispatcher import LANES, Dispatcher
from functions.platform.outbox.worker import Worker
from tests.fakes.platform.transaction import Ground
from tests.fakes.platform.workflows import FakeWorkflows
from tests.samples.cases import decide, step
from tests.samples.outbox import an_event, plenty, put
from tests.samples.pipeline import Pipeline, a_lead, receive

LEADS = 12


@pytest.fixture
def workflows(platform: Platform) -> FakeWorkflows:
    """State machines are not what is looked at here, and the bus takes what it is given."""
    fake = FakeWorkflows(Ground())
    platform.workflows = fake
    return fake


def sweep(platform: Platform, name: str = "one") -> Counter[EntryOutcome]:
    worker = Worker.assemble(platform, lambda: 0.0)
    worker._name = name
    outbox = Dispatcher(outbox=platform.outbox, worker=worker, clock=platform.clock, lanes=LANES)
    return Counter(outbox.sweep(plenty).outcomes.values())


def test_a_backlog_is_worked_off_once(platform: Platform, workflows: FakeWorkflows) -> None:
    workflows.script("lead_pipeline", Pipeline(platform))
    lead_ids = [platform.new_id() for _ in range(LEADS)]
    for lead_id in lead_ids:
        receive(platform, a_lead(lead_id, platform.clock()))
    put(platform, an_event(platform))

    outcomes = sweep(platform)

    assert outcomes[EntryOutcome.DONE] == 2 * LEADS + 1
    assert {platform.area(Leads).leads.get(lead_id).status for lead_id in lead_ids} == {
        LeadStatus.PROCESSED
    }
    assert {len(platform.area(Leads).interactions.of(lead_id)) for lead_id in lead_ids} == {1}
    assert platform.outbox.due(platform.clock()) == ()
    assert len(workflows.runs) == LEADS


def test_a_lead_goes_through_a_persons_hands_and_on(
    platform: Platform, workflows: FakeWorkflows
) -> None:
    workflows.script("lead_pipeline", Pipeline(platform, poor=True))
    lead = a_lead(platform.new_id(), platform.clock())
    receive(platform, lead)
    sweep(platform)
    (execution,) = workflows.started
    case_id = execution.given["escalation_id"]

    step(platform, Step.REGISTER, "token-1", case_id)
    decide(platform, Verdict.APPROVE, case_id)
    sweep(platform)
    assert [token for token, _ in workflows.completed] == ["token-1"]
    step(platform, Step.RESUME, case_id=case_id)
    sweep(platform)

    kept = platform.area(Leads).leads.get(lead.lead_id)
    assert (kept.status, kept.version) == (LeadStatus.PROCESSED, 4)
    case = platform.escalations.get(case_id)
    assert case.status is EscalationStatus.DECIDED
    assert case.carried_out_at is not None
    assert platform.outbox.due(platform.clock()) == ()


def test_a_lead_that_fails_every_time_is_parked_with_its_case(
    platform: Platform, workflows: FakeWorkflows
) -> None:
    lead = a_lead(platform.new_id(), platform.clock())
    receive(platform, lead)

    outcomes = [sweep(platform)[EntryOutcome.PARKED] for _ in range(platform.settings.max_attempts)]

    assert outcomes == [0, 0, 0, 0, 1]
    assert platform.area(Leads).leads.get(lead.lead_id).status is LeadStatus.PARKED
    (case,) = platform.escalations.page().items
    assert case.subject_id == lead.lead_id
    assert [entry.work for entry in platform.outbox.due(platform.clock())] in (
        [],
        [Work.START_WORKFLOW],
    )
    assert len(workflows.started) == 1

"""Several leads handed over at once."""

from typing import Any

import pytest
from pydantic import ValidationError

from baton.core.message import PERSON, AgentName, Priority
from baton.leads.lead import Lead
from baton.messaging.handoff import Route
from functions.platform.handoff.agent import HandoffStep
from functions.platform.handoff.models import BatchResult, HandoffBatch, HandoffTask, HandoffWork
from tests.fakes.platform.container import FakePlatform
from tests.samples.crashes import ends_the_same_wherever_it_dies
from tests.samples.pipeline import LEAD_ID, a_lead, receive

OTHER_ID = LEAD_ID[:-1] + "T"
TRIAGED: dict[str, Any] = {"category": "cold_lead", "score": 50.0, "confidence": 0.6}


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


def a_task(lead: Lead, target: AgentName = "engagement") -> HandoffTask:
    return HandoffTask(
        kind="lead",
        record=lead,
        source_agent="lead_triage",
        route=Route(target_agent=target, priority=Priority.LOW, reason="Cold."),
        context=TRIAGED,
    )


def handed_over(platform: FakePlatform, *tasks: HandoffTask) -> BatchResult:
    work = HandoffWork.model_validate({"handoffs": [task.to_json() for task in tasks]})
    result = HandoffStep.assemble(platform).perform(work)  # type: ignore[arg-type]
    assert isinstance(result, BatchResult)
    return result


def kept(platform: FakePlatform, lead_id: str) -> list[str]:
    return [one.handoff_id for one in platform.handoffs.page(lead_id).items]


def test_every_lead_of_a_batch_is_handed_over_and_kept(platform: FakePlatform) -> None:
    leads = [a_lead(), a_lead(OTHER_ID, email="bo@example.com")]
    for lead in leads:
        receive(platform, lead)
    result = handed_over(platform, *map(a_task, leads))
    assert [one.index for one in result.items] == [0, 1]
    for lead, one in zip(leads, result.items, strict=True):
        assert one.handoff is not None
        assert one.handoff.record_id == lead.lead_id
        assert platform.handoffs.get(lead.lead_id, one.handoff.handoff_id) == one.handoff


def test_a_batch_that_is_sent_again_keeps_each_handoff_once(platform: FakePlatform) -> None:
    receive(platform, a_lead())
    handed_over(platform, a_task(a_lead()))
    platform.clock.advance(5)
    (again,) = handed_over(platform, a_task(a_lead())).items
    assert again.handoff is not None
    assert kept(platform, LEAD_ID) == [again.handoff.handoff_id]


def test_a_batch_whose_worker_dies_anywhere_and_is_sent_again_keeps_each_handoff_once() -> None:
    leads = [a_lead(), a_lead(OTHER_ID, email="bo@example.com")]

    def prepare(platform: FakePlatform) -> list[HandoffTask]:
        for lead in leads:
            receive(platform, lead)
        return list(map(a_task, leads))

    def act(platform: FakePlatform, tasks: list[HandoffTask]) -> None:
        for task in tasks:  # side by side in a batch; one after the other here, so that runs repeat
            handed_over(platform, task)

    def state(platform: FakePlatform, _: object) -> list[int]:
        return [len(kept(platform, lead.lead_id)) for lead in leads]

    ends_the_same_wherever_it_dies(prepare, act, state, least=10)


def test_one_that_cannot_be_handed_over_does_not_stop_the_others(platform: FakePlatform) -> None:
    receive(platform, a_lead())
    nobody, good = handed_over(platform, a_task(a_lead(), PERSON), a_task(a_lead())).items
    assert nobody.handoff is None
    assert "InvalidInput" in (nobody.error or "")
    assert good.handoff is not None


def test_nothing_is_kept_of_a_lead_that_was_erased(platform: FakePlatform) -> None:
    (one,) = handed_over(platform, a_task(a_lead())).items
    assert one.handoff is None
    assert "StaleVersion" in (one.error or "")
    assert kept(platform, LEAD_ID) == []


def test_a_batch_that_takes_too_long_says_what_to_send_again(platform: FakePlatform) -> None:
    for number in range(20):
        receive(platform, a_lead(f"01JNBX5T00ABCDEFGHJKMNPQ{number:02}"))
    platform.faults.fail("interactions")
    tasks = [a_task(a_lead(f"01JNBX5T00ABCDEFGHJKMNPQ{number:02}")) for number in range(20)]
    result = handed_over(platform, *tasks)
    late = [one for one in result.items if one.error]
    assert late
    assert all("Send it again" in (one.error or "") for one in late)


@pytest.mark.parametrize("size", [0, 26])
def test_a_batch_has_1_to_25_leads(size: int) -> None:
    with pytest.raises(ValidationError):
        HandoffBatch(handoffs=(a_task(a_lead()),) * size)


def test_a_single_task_comes_flat_or_wrapped() -> None:
    task = a_task(a_lead())
    assert HandoffWork.model_validate(task.to_json()).work == task
    assert HandoffWork(work=task).work == task
    with pytest.raises(ValidationError):
        HandoffWork.model_validate({"lead": {}})

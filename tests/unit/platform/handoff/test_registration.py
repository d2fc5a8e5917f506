"""What areas register about handoffs."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from baton.core import areas
from baton.memory.handoff_subject import HandoffContext, RecordKind, _registered, registered
from functions.platform.handoff.agent import HandoffStep
from functions.platform.handoff.models import HandoffTask
from tests.fakes.platform.container import FakePlatform
from tests.samples.pipeline import a_lead


@pytest.fixture(autouse=True)
def _forgetting() -> Iterator[None]:
    _registered.cache_clear()
    yield
    _registered.cache_clear()


def test_every_area_that_is_on_tells_what_it_hands_over_and_what_is_known_of_its_records() -> None:
    context = registered()
    assert set(context.records) == {"lead"}
    assert set(context.references) == {"campaign"}


def test_without_campaigns_a_lead_that_names_one_is_handed_over_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BATON_AREAS", "leads")
    lead = a_lead(campaign_id="01JNBX5T00CAMPAGNCAMPAGN00")
    step = HandoffStep.assemble(FakePlatform())  # type: ignore[arg-type]
    handoff = step.hand_over(a_task(lead.to_json()))
    assert handoff.accepted
    assert "campaign" in handoff.quality.missing
    assert handoff.quality.unavailable == ()


def test_what_no_area_hands_over_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_AREAS", "campaigns")
    with pytest.raises(ValidationError, match="no area that is on hands over a lead"):
        a_task(a_lead().to_json())


def test_a_record_that_is_none_is_refused_with_the_field_that_is_wrong() -> None:
    broken = a_lead().to_json()
    broken["details"]["country"] = "Atlantis"
    with pytest.raises(ValidationError) as refused:
        a_task(broken)
    assert [one["loc"] for one in refused.value.errors()] == [("record", "details", "country")]


def test_two_areas_that_hand_over_the_same_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    kind: RecordKind = registered().records["lead"]
    _registered.cache_clear()
    module = SimpleNamespace(HANDOFF_CONTEXT=HandoffContext(records={"lead": kind}))
    monkeypatch.setattr(areas, "contributions", lambda _: [module, module])
    with pytest.raises(ValueError, match="lead are registered twice"):
        registered()


def a_task(lead: object) -> HandoffTask:
    route = {"target_agent": "engagement", "priority": "low", "reason": "Cold."}
    said = {"category": "cold_lead", "score": 50.0, "confidence": 0.6}
    return HandoffTask.model_validate(
        {
            "kind": "lead",
            "record": lead,
            "source_agent": "lead_triage",
            "route": route,
            "context": said,
        }
    )

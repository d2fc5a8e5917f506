"""What areas register is found while they are on, and nothing of them is left when they are off."""

import pytest

from baton.core.errors import NotFound
from baton.escalation import subjects
from baton.escalation.subjects import CaseSubjects
from baton.incidents import remedies
from baton.messaging import live_updates, outbox_work
from tests.fakes.platform.container import FakePlatform


def test_the_areas_that_are_on_are_asked() -> None:
    assert "lead_pipeline" in outbox_work.registered()
    assert {"lead", "campaign", "content", "reply"} <= set(subjects.registered())
    assert "pause_campaign" in remedies.registered()
    assert {"campaigns", "leads"} <= {one.topic for one in live_updates.registered()}


def test_an_area_that_is_off_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_AREAS", "campaigns")
    assert outbox_work.registered() == {}
    assert {one.topic for one in live_updates.registered()} == {"campaigns"}
    assert set(subjects.registered()) == {"campaign", "content"}
    monkeypatch.setenv("BATON_AREAS", "leads")
    assert remedies.registered() == {}


def test_a_case_of_an_area_that_is_off_is_shown_as_personal_and_not_carried_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BATON_AREAS", "leads")
    known = CaseSubjects(FakePlatform())
    assert known.is_personal("campaign")
    assert known.href("campaign", "c-1") is None
    assert known.href("lead", "l-1") == "/api/v1/leads/l-1"
    with pytest.raises(NotFound):
        known.policy("campaign")


@pytest.mark.parametrize("registry", [outbox_work, subjects, remedies])
def test_one_name_is_registered_once(registry: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "baton.core.areas.enabled", lambda: ("leads", "leads", "campaigns", "campaigns")
    )
    with pytest.raises(ValueError, match="registered twice"):
        registry.registered()  # type: ignore[attr-defined]

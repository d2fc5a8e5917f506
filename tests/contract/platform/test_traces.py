"""What every store of the decision trace promises."""

import pytest

from baton.core.clock import new_id
from baton.core.errors import InvalidInput
from baton.runtime.decision import TracedDecision
from baton.runtime.platform import Platform
from tests.contract.given import at_once, later

LEAD = new_id()


def a_decision(
    name: str = "lead_triage/v1", *, at: float = 0, what: str = "hot", subject_id: str = LEAD
) -> TracedDecision:
    return TracedDecision(
        about="lead",
        subject_id=subject_id,
        what=what,
        why=("+12: asks for a price",),
        inputs=(f"lead/{subject_id}@1",),
        made_by="scorecard starter",
        cost_usd=0.25,
        decision_id=name,
        agent="lead_triage",
        step="Triage",
        correlation_id="c-1",
        at=later(at),
        milliseconds=1.5,
    )


def keep(platform: Platform, *decisions: TracedDecision) -> None:
    platform.traces.keep([[one] for one in decisions])


def story(platform: Platform, subject_id: str = LEAD) -> list[str]:
    return [one.what for one in platform.traces.page(subject_id).items]


def test_a_decision_comes_back_as_it_was_kept(platform: Platform) -> None:
    keep(platform, a_decision())
    assert platform.traces.page(LEAD).items == (a_decision(),)


def test_a_lead_of_which_nothing_was_decided_has_an_empty_story(platform: Platform) -> None:
    platform.traces.keep([])
    assert story(platform) == []
    assert platform.traces.forget(LEAD) == 0


def test_a_story_is_told_in_the_order_in_which_it_happened(platform: Platform) -> None:
    keep(platform, a_decision("a/v1", at=3, what="third"), a_decision("b/v1", at=1, what="first"))
    keep(platform, a_decision("c/v1", at=2, what="second"))
    assert story(platform) == ["first", "second", "third"]


def test_a_repeated_decision_is_kept_once_and_a_straggler_changes_nothing(
    platform: Platform,
) -> None:
    for at, what in ((1, "first"), (2, "again"), (2, "the same moment"), (0, "straggler")):
        keep(platform, a_decision(at=at, what=what))
    assert story(platform) == ["again"]


def test_what_is_kept_together_is_replaced_together(platform: Platform) -> None:
    def run(at: int, *names: str) -> list[TracedDecision]:
        return [a_decision(name, at=at, what=f"{name} at {at}") for name in names]

    platform.traces.keep([run(1, "triage/v1", "handoff/v1", "writer/v1")])
    platform.traces.keep([run(2, "triage/v1", "writer/v1")])
    platform.traces.keep([run(0, "triage/v1", "handoff/v1", "writer/v1")])  # a straggler
    assert story(platform) == ["triage/v1 at 2", "writer/v1 at 2"]


def test_a_decision_that_is_kept_alone_and_with_others_is_told_once(platform: Platform) -> None:
    keep(platform, a_decision("handoff/v1", at=1, what="alone"))
    platform.traces.keep([[a_decision("handoff/v1", at=2, what="together"), a_decision(at=3)]])
    assert story(platform) == ["together", "hot"]


def test_pages_together_are_the_whole_story_once(platform: Platform) -> None:
    wanted = [f"d{number}" for number in range(7)]
    decisions = [a_decision(name, at=number // 2, what=name) for number, name in enumerate(wanted)]
    keep(platform, *decisions[:4])
    platform.traces.keep([decisions[4:]])
    keep(platform, a_decision(subject_id=new_id()))
    found, cursor = [], None
    for _ in range(3):
        page = platform.traces.page(LEAD, cursor=cursor, limit=3)
        found += [one.what for one in page.items]
        cursor = page.cursor
    assert (found, cursor) == (wanted, None)


def test_a_cursor_of_another_story_and_a_wrong_limit_are_refused(platform: Platform) -> None:
    keep(platform, a_decision("a/v1"), a_decision("b/v1"))
    cursor = platform.traces.page(LEAD, limit=1).cursor
    with pytest.raises(InvalidInput):
        platform.traces.page(new_id(), cursor=cursor)
    with pytest.raises(InvalidInput):
        platform.traces.page(LEAD, limit=101)


def test_a_leads_story_is_forgotten_and_no_other(platform: Platform) -> None:
    other = new_id()
    platform.traces.keep([[a_decision("a/v1"), a_decision("b/v1")]])
    keep(platform, a_decision(subject_id=other))
    assert platform.traces.forget(LEAD) == 2
    assert (story(platform), story(platform, other)) == ([], ["hot"])


def test_the_latest_of_many_at_once_stays(platform: Platform) -> None:
    at_once(lambda number: keep(platform, a_decision(at=number, what=str(number))))
    assert story(platform) == ["7"]

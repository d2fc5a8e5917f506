"""Whatever a model proposes and agents send back, a request stays within its bounds and has an
answer.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import settings

from baton.gtm.request import GapReason, RequestAnswer, RequestState
from baton.gtm.request_plan import MOST_TRIES, AgentResult, PlanPattern, TaskForAgent
from functions.gtm.supervisor.agents import adapters
from functions.gtm.supervisor.composing import composed
from functions.gtm.supervisor.intents import vocabulary
from functions.gtm.supervisor.models import Progress
from functions.gtm.supervisor.planning import (
    HELD_SECONDS,
    HELD_TOKENS,
    Limits,
    Proposal,
    admitted,
    proposed,
)
from functions.gtm.supervisor.turns import due, taken
from functions.gtm.supervisor.understanding import Understanding
from functions.gtm.supervisor.wording import faults_of
from tests.unit.gtm.supervisor.given import (
    EVERYTHING,
    NOW,
    QUARTER,
    TODAY,
    answer_of,
    progress_of,
)

AGENTS = ("finance", "insights", "marketing", "support")
RUNS = 20 * settings.default.max_examples
"""A thousand; twenty thousand in the profile ``long``."""

Played = Callable[[TaskForAgent], AgentResult]


def result_of(task: TaskForAgent, **more: Any) -> AgentResult:
    return AgentResult(step=task.step, agent=task.agent, attempt=task.attempt, **more)


def ended(
    progress: Progress, play: Played, seconds: Callable[[], float] = lambda: 0.2
) -> tuple[RequestAnswer, list[TaskForAgent], datetime]:
    """The answer, everybody who was asked, and when it was there. Fails if it does not end."""
    now, everybody = NOW, []
    for _ in range(MOST_TRIES * (len(AGENTS) + 1) + 1):
        progress, tasks = due(progress, adapters(), now)
        if not tasks:
            return composed(progress, now), everybody, now
        everybody += tasks
        now += timedelta(seconds=max(min(seconds(), one.seconds) for one in tasks))
        progress = taken(progress, list(map(play, tasks)), adapters(), vocabulary().agents, now)
    raise AssertionError("it goes on without an end")


class HostileModel:
    """Proposes in circles, whatever is nonsense, and much of it."""

    def __init__(self, seed: int) -> None:
        self._any = random.Random(seed)

    def proposals(self) -> list[Proposal]:
        circle = self._any.choices((*AGENTS, "lawyer", "", "finance "), k=self._any.randint(0, 40))
        return [
            Proposal(agent, self._task(agent), "I promise " * 40, self._any.random() < 0.5)
            for agent in circle
        ]

    def _task(self, agent: str) -> dict[str, Any]:
        drawn = self._any.randint(0, 9)
        if agent == "marketing":
            return {
                "work": self._any.choice(("win_back", "channels")),
                "period": QUARTER,
                "segment_id": None,
                "goal": str(drawn),
            }
        return {"figures": ["revenue"], "period": QUARTER, "drawn": drawn, "currency": "EUR"}

    def played(self, task: TaskForAgent) -> AgentResult:
        good = answer_of(task.agent, task.task)
        error = self._any.choice(("States.Timeout", "InvalidInput", "Boom"))
        another = task.attempt % MOST_TRIES + 1
        promise = {"text": "I will do it at once, for 10 % more revenue."}
        return self._any.choice(
            (
                result_of(task, answer=good),
                result_of(task, error=error),
                result_of(task, answer=promise),
                result_of(task, answer={**good, "request_id": "another"}),
                AgentResult(step="nobody", agent=task.agent, attempt=1, answer=good),
                result_of(task, answer=good).model_copy(update={"attempt": another}),
                result_of(task, answer={"statements": [[[]]], "figures": {"a": None}}),
                result_of(task, answer={**good, "model_tokens": 10**9, "spent": "all"}),
            )
        )


def test_hostile_runs_stay_within_steps_budget_and_time_and_all_are_answered() -> None:
    agents = vocabulary().agents
    for seed in range(RUNS):
        model = HostileModel(seed)
        planned = admitted(PlanPattern.PARALLEL, model.proposals(), agents, Limits(EVERYTHING))
        slow = random.Random(seed)
        answer, everybody, at = ended(
            progress_of(planned),
            model.played,
            lambda draw=slow: draw.choice((0.1, 5, 40)),  # type: ignore[misc]
        )
        steps = {one.step for one in everybody}
        assert len(steps) <= len(agents) + 1
        firsts = [f"{one.agent} {one.task}" for one in everybody if one.attempt == 1]
        assert len(set(firsts)) == len(firsts) == len(steps)
        assert len(everybody) <= MOST_TRIES * len(steps)
        assert answer.cost.spent_tokens <= answer.cost.held_tokens <= HELD_TOKENS
        assert (at - NOW).total_seconds() <= HELD_SECONDS
        assert answer.state is not RequestState.WORKING
        assert answer.answered_at is not None
        told = {one.agent for one in answer.cost.agents}
        assert told == {one.agent for one in everybody}
        named = {gap.agent for gap in answer.gaps}
        assert all(one.agent in named or _said_by(answer, one.agent) for one in everybody)


def _said_by(answer: RequestAnswer, agent: str) -> bool:
    return any(
        agent in one.text or one.figures or "person" in one.text for one in answer.statements
    )


ALL_FAILING = [set(some) for count in range(1, 5) for some in combinations(AGENTS, count)]


@pytest.mark.parametrize("failing", ALL_FAILING, ids=lambda some: "+".join(sorted(some)))
def test_survivors_are_whole_and_gaps_named_whichever_agents_fail(failing: set[str]) -> None:
    proposals = [
        Proposal("finance", {"figures": ["revenue"], "period": QUARTER}, "finance: revenue"),
        Proposal("insights", {"analyses": ["churn"], "period": QUARTER}, "insights: churn"),
        Proposal(
            "marketing", {"work": "channels", "period": QUARTER, "segment_id": None}, "channels"
        ),
        Proposal("support", {"question": "returns?"}, "support: question"),
    ]
    planned = admitted(
        PlanPattern.WEEKLY_REPORT, proposals, vocabulary().agents, Limits(EVERYTHING)
    )

    def play(task: TaskForAgent) -> AgentResult:
        if task.agent in failing:
            return result_of(task, error="States.Timeout")
        return result_of(task, answer=answer_of(task.agent, task.task))

    answer, _, at = ended(progress_of(planned), play, lambda: 30)
    whole, _, _ = ended(
        progress_of(planned), lambda task: result_of(task, answer=answer_of(task.agent, task.task))
    )
    assert {gap.agent for gap in answer.gaps} == failing
    assert all(gap.reason is GapReason.TIMED_OUT and gap.what_to_do for gap in answer.gaps)
    assert answer.statements == tuple(
        one for one in whole.statements if _speaker(one.text) not in failing
    )
    assert answer.state is (
        RequestState.FAILED if len(failing) == 4 else RequestState.PARTLY_ANSWERED
    )
    assert (at - NOW).total_seconds() <= HELD_SECONDS


def _speaker(text: str) -> str:
    known = {"Revenue": "finance", "A person": "support"}
    return next(
        (agent for word, agent in known.items() if text.startswith(word)), text.split(maxsplit=1)[0]
    )


def test_win_back_hands_the_segment_to_marketing_and_the_plan_to_finance() -> None:
    wanted = Understanding(intents=("plan.win_back",))
    pattern, proposals = proposed(wanted, adapters(), TODAY)
    planned = admitted(pattern, proposals, vocabulary().agents, Limits(EVERYTHING))
    answer, everybody, _ = ended(
        progress_of(planned), lambda task: result_of(task, answer=answer_of(task.agent, task.task))
    )
    assert [one.agent for one in everybody] == ["insights", "marketing", "finance"]
    assert everybody[1].task["segment_id"] == "0" * 32
    assert everybody[2].task["campaign"]["recipients"] == 12
    assert answer.state is RequestState.ANSWERED


@pytest.mark.parametrize(("first", "left"), [("insights", 2), ("marketing", 1)])
def test_what_depends_on_a_failed_step_is_not_asked_and_says_so(first: str, left: int) -> None:
    pattern, proposals = proposed(Understanding(intents=("plan.win_back",)), adapters(), TODAY)
    planned = admitted(pattern, proposals, vocabulary().agents, Limits(EVERYTHING))

    def play(task: TaskForAgent) -> AgentResult:
        if task.agent == first:
            return result_of(task, error="Boom")
        return result_of(task, answer=answer_of(task.agent, task.task))

    answer, everybody, _ = ended(progress_of(planned), play)
    assert len(everybody) == 3 - left
    assert [gap.reason for gap in answer.gaps].count(GapReason.DEPENDS) == left


def test_who_may_not_or_is_down_or_costs_too_much_is_a_named_gap_with_a_way_out() -> None:
    proposals = [
        Proposal("finance", {"figures": ["revenue"]}, "revenue"),
        Proposal("insights", {"analyses": ["churn"]}, "churn"),
        Proposal("marketing", {"work": "concept", "segment_id": None}, "concept"),
        Proposal("marketing", {"work": "channels", "segment_id": None}, "channels"),
    ]
    agents = vocabulary().agents
    few = Limits(frozenset({"gtm.read"}), frozenset({"insights"}))
    planned = admitted(PlanPattern.PARALLEL, proposals, agents, few)
    assert [one.assignment.agent for one in planned.steps] == ["finance"]
    reasons = {gap.agent: gap.reason for gap in planned.gaps}
    assert reasons == {"insights": GapReason.UNAVAILABLE, "marketing": GapReason.NOT_PERMITTED}
    assert planned.gaps[0].what_to_do == agents["insights"].instead
    poor = Limits(EVERYTHING, tokens=agents["marketing"].tokens)
    planned = admitted(PlanPattern.PARALLEL, proposals, agents, poor)
    assert [gap.reason for gap in planned.gaps] == [GapReason.OVER_BUDGET]
    assert planned.plan.held_tokens <= poor.tokens


@pytest.mark.parametrize(
    ("text", "usable"),
    [
        ("From January on, revenue was 411.89 EUR, 12.0 % up.", True),
        ("Revenue was 412 EUR, 12.0 % up.", False),
        ("Revenue was 411.89 EUR, 12.0 % up, and 3 customers left.", False),
        ("Revenue was 411.89 EUR.", False),
        ("", False),
        ("411.89 12.0 " + "and so on " * 60, False),
    ],
)
def test_a_models_words_stand_only_with_the_same_figures(text: str, usable: bool) -> None:
    assert (not faults_of(text, "Revenue: 411.89 EUR, 12.0 % above.")) is usable

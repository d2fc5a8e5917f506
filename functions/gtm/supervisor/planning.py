"""Which agents work on a request, in which order, within bounds that hold whatever proposes the
steps. Pure.

A proposal may come from a rule, the router or a model. It becomes a step only if its agent is
there, permitted and not at the same task already, and while there are steps, tokens and time left.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from baton.core.contract import Contract
from baton.core.message import AgentName
from baton.gtm.request import Gap, GapReason
from baton.gtm.request_plan import PlanPattern, PlanStep, RequestPlan
from baton.runtime.asked_agents import AgentWords
from functions.gtm.supervisor.intents import agent_of, name_of
from functions.gtm.supervisor.part import Adapters
from functions.gtm.supervisor.time_words import before, last_full_week
from functions.gtm.supervisor.understanding import Understanding

HELD_SECONDS = 100
"""That a request may take in all."""

HELD_TOKENS = 12_000
"""Of language models, for a request."""

WIN_BACK: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("insights", ("at_risk",)),
    ("marketing", ("win_back",)),
    ("finance", ("campaign",)),
)
"""Whom to win back, with what, and what it costs and brings: each uses what the one before found."""

WEEKLY: Mapping[str, tuple[str, ...]] = {
    "finance": ("revenue", "new_customers", "cac", "anomalies", "revenue_forecast"),
    "insights": ("segments", "churn", "at_risk"),
    "marketing": ("channels",),
}
"""What each agent says in a weekly report. Support has no figures of its own yet to be asked for."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step that is proposed; ``after_all`` says that it uses what those before it found."""

    agent: AgentName
    task: Mapping[str, Any]
    why: str
    after_all: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for a request. ``unavailable`` agents are not asked."""

    may: frozenset[str]
    unavailable: frozenset[str] = frozenset()
    tokens: int = HELD_TOKENS
    seconds: int = HELD_SECONDS


class PlannedStep(Contract):
    """A step of a plan with the task for it."""

    assignment: PlanStep
    task: dict[str, Any]


@dataclass(slots=True)
class Planned:
    """The steps, and what is left out with its reason. ``ask_back`` says what a task lacks."""

    pattern: PlanPattern
    steps: list[PlannedStep] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    ask_back: str | None = None

    @property
    def plan(self) -> RequestPlan:
        """As it is told."""
        return RequestPlan(
            pattern=self.pattern,
            steps=tuple(one.assignment for one in self.steps),
            held_tokens=sum(one.assignment.tokens for one in self.steps),
            held_seconds=_longest(self.steps),
        )


def proposed(
    asked: Understanding, adapters: Adapters, today: date
) -> tuple[PlanPattern, list[Proposal]]:
    """The steps for what was understood. Raises ``AskBack``."""
    if "plan.weekly_report" in asked.intents:
        week = asked if asked.period else _of_last_week(asked, today)
        return PlanPattern.WEEKLY_REPORT, _in_parallel(week, WEEKLY, adapters, today)
    if "plan.win_back" in asked.intents:
        return PlanPattern.WIN_BACK, _in_sequence(asked, WIN_BACK, adapters, today)
    by_agent: dict[str, tuple[str, ...]] = {}
    for intent in asked.intents:
        by_agent[agent_of(intent)] = (*by_agent.get(agent_of(intent), ()), name_of(intent))
    if "emails" in by_agent.get("marketing", ()):
        chain = (
            ("insights", _beside(by_agent.get("insights", ()))),
            ("marketing", by_agent["marketing"]),
        )
        others = {
            name: one for name, one in by_agent.items() if name not in {"insights", "marketing"}
        }
        found = _in_parallel(asked, others, adapters, today)
        return PlanPattern.PARALLEL, [*_in_sequence(asked, chain, adapters, today), *found]
    found = _in_parallel(asked, by_agent, adapters, today)
    return (PlanPattern.ONE if len(found) == 1 else PlanPattern.PARALLEL), found


def admitted(
    pattern: PlanPattern,
    proposals: Iterable[Proposal],
    agents: Mapping[AgentName, AgentWords],
    limits: Limits,
) -> Planned:
    """The plan of the proposals that may be: at most one step more than there are agents, none
    twice, within tokens and time. What has a proposal that may not be is a gap with its reason,
    each once.
    """
    planned = Planned(pattern)
    seen: set[str] = set()
    for one in proposals:
        words = agents.get(one.agent)
        state = f"{one.agent} {json.dumps(dict(one.task), sort_keys=True, default=str)}"
        if words is None or state in seen:
            continue
        seen.add(state)
        step = _step(one, words, planned.steps)
        too_many = len(planned.steps) > len(agents)  # one more than there are
        if gap := _refused(one, words, step, planned.steps, limits, too_many=too_many):
            if gap not in planned.gaps:
                planned.gaps.append(gap)
            continue
        planned.steps.append(PlannedStep(assignment=step, task=dict(one.task)))
    return planned


def _of_last_week(asked: Understanding, today: date) -> Understanding:
    """The last full week, Monday to Sunday, against the one before."""
    week = last_full_week(today)
    return asked.model_copy(update={"period": week, "compared": before(week)})


def _beside(intents: tuple[str, ...]) -> tuple[str, ...]:
    """What insights is asked for mails: the segments too."""
    return tuple(dict.fromkeys((*intents, "segments", "at_risk")))


def _in_parallel(
    asked: Understanding, wanted: Mapping[str, tuple[str, ...]], adapters: Adapters, today: date
) -> list[Proposal]:
    return [
        Proposal(agent, task, _why(agent, names))
        for agent, names in wanted.items()
        if agent in adapters
        for task in adapters[agent].tasks(asked, names, today)
    ]


def _in_sequence(
    asked: Understanding,
    wanted: Iterable[tuple[str, tuple[str, ...]]],
    adapters: Adapters,
    today: date,
) -> list[Proposal]:
    return [
        Proposal(agent, task, _why(agent, names), after_all=place > 0)
        for place, (agent, names) in enumerate(wanted)
        if agent in adapters
        for task in adapters[agent].tasks(asked, names, today)
    ]


def _why(agent: str, names: Sequence[str]) -> str:
    return f"{agent}: {', '.join(name.replace('_', ' ') for name in names)}"[:300]


def _step(one: Proposal, words: AgentWords, others: Sequence[PlannedStep]) -> PlanStep:
    earlier = sum(step.assignment.agent == one.agent for step in others)
    return PlanStep(
        step=f"{one.agent}{f'_{earlier + 1}' if earlier else ''}"[:40],
        agent=one.agent,
        why=one.why[:300],
        after=tuple(step.assignment.step for step in others) if one.after_all else (),
        seconds=words.seconds,
        tokens=words.tokens,
    )


def _refused(
    one: Proposal,
    words: AgentWords,
    step: PlanStep,
    others: Sequence[PlannedStep],
    limits: Limits,
    *,
    too_many: bool,
) -> Gap | None:
    """Why a step may not be, if it may not."""
    if words.scope not in limits.may:
        return gap_of(
            one.agent,
            one.why,
            GapReason.NOT_PERMITTED,
            f"it needs the scope {words.scope}",
            "ask somebody who may, or ask an administrator for the scope",
        )
    if one.agent in limits.unavailable:
        return gap_of(
            one.agent,
            one.why,
            GapReason.UNAVAILABLE,
            f"{one.agent} does not work at the moment",
            words.instead,
        )
    together = [*others, PlannedStep(assignment=step, task={})]
    tokens = sum(given.assignment.tokens for given in together)
    if too_many or tokens > limits.tokens or _longest(together) > limits.seconds:
        return gap_of(
            one.agent,
            one.why,
            GapReason.OVER_BUDGET,
            "the request's steps, tokens or time are held by others",
            "ask for less at once",
        )
    return None


def gap_of(agent: AgentName | None, what: str, reason: GapReason, why: str, what_to_do: str) -> Gap:
    """A gap with its texts cut to size."""
    return Gap(
        agent=agent, what=what[:300], reason=reason, why=why[:300], what_to_do=what_to_do[:300]
    )


def _longest(steps: Sequence[PlannedStep]) -> int:
    """Seconds of the longest way through the steps, each waiting for those it is after."""
    ends: dict[str, int] = {}
    for one in steps:
        begins = max((ends.get(name, 0) for name in one.assignment.after), default=0)
        ends[one.assignment.step] = begins + one.assignment.seconds
    return max(ends.values(), default=0)

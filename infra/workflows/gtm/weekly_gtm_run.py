"""The weekly report: every agent asked at once, then what they answered put together (requirement E9).
Standard.

    Begin ─► Ask: each question, some at a time ─► Report
               Whom? ─► (finance | insights | …) ─► Keep

``Begin`` names who is asked what. An answer is kept in a file at once: no state holds several, for a
state holds 256 KB. Who fails, takes too long or is not deployed is named in the report and stops nobody
else. An agent of this area is asked as soon as its function is there: nothing here is changed for it.
"""

from collections.abc import Sequence
from typing import Any

from infra.configuration import Configuration
from infra.function_specs import function_specs
from infra.triggers import ScheduleTrigger
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, State, call, choose, on_any_error, workflow

_AGENTS = ("finance", "insights", "marketing", "support")
_EXECUTION = "{% $states.context.Execution.Name %}"

AT_A_TIME = 6
_ANSWER_SECONDS = 60
_REPORT_SECONDS = 120
_HOUR_SECONDS = 3_600

_FAILED = on_any_error(
    "Failed",
    Output={
        "name": "{% $name %}",
        "error": "{% $substring($states.errorOutput.Error, 0, 100) %}",
    },
)


def _agents() -> tuple[str, ...]:
    """Those that are there."""
    known = {one.name for one in function_specs() if one.area == "gtm"}
    return tuple(name for name in _AGENTS if name in known)


def _ask(agent: str) -> State:
    state = call(
        agent,
        {},
        step=agent,
        timeout=_ANSWER_SECONDS,
        correlation=_EXECUTION,
        output={"answer": "{% $states.result.Payload %}"},
        catch=[_FAILED],
        then="Keep",
    )
    state["Arguments"]["Payload"]["task"] = "{% $states.input.task %}"
    return state


def _weekly(step: str, given: dict[str, str], timeout: int = 30, **more: Any) -> State:
    """A step of the report's own function: tried for minutes, unless its failure is told by another."""
    return call(
        "weekly_report",
        {"step": step.lower(), **given},
        step=step,
        timeout=timeout,
        correlation=_EXECUTION,
        **{"then": None, "patient": "catch" not in more, **more},
    )


def _question(agents: Sequence[str]) -> dict[str, State]:
    """The states of one question, which are given its name, agent, task and report."""
    return {
        "Remember": {
            "Type": "Pass",
            "Assign": {
                "name": "{% $states.input.name %}",
                "report_id": "{% $states.input.report_id %}",
            },
            "Output": "{% $states.input %}",
            "Next": "Whom?",
        },
        "Whom?": choose(
            *((f"$states.input.agent = '{agent}'", agent) for agent in agents), otherwise="Nobody"
        ),
        **{agent: _ask(agent) for agent in agents},
        "Keep": _weekly(
            "Keep",
            {
                "report_id": "{% $report_id %}",
                "name": "{% $name %}",
                "answer": "{% $states.input.answer %}",
            },
            output={},
            catch=[_FAILED],
        ),
        "Nobody": {
            "Type": "Pass",
            "Output": {"name": "{% $name %}", "error": "NotDeployed"},
            "End": True,
        },
        "Failed": {"Type": "Pass", "End": True},
    }


def _each(agents: Sequence[str]) -> State:
    given = {
        name: f"{{% $states.context.Map.Item.Value.{name} %}}" for name in ("name", "agent", "task")
    }
    return {
        "Type": "Map",
        "Items": "{% $states.input.asked %}",
        "ItemSelector": {**given, "report_id": "{% $report_id %}"},
        "MaxConcurrency": AT_A_TIME,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "INLINE"},
            "StartAt": "Remember",
            "States": _question(agents),
        },
        "Assign": {"failures": "{% [$states.result[$exists(error)]] %}"},
        "Output": {},
        "Next": "Report",
    }


def definition(agents: Sequence[str]) -> Definition:
    """The workflow that asks these agents."""
    begun = "{% $exists($states.context.Execution.Input.report_id) "
    return workflow(
        "Every go-to-market agent asked, and a report",
        "Begin",
        {
            "Begin": _weekly(
                "Begin",
                {
                    "report_id": f"{begun}? $states.context.Execution.Input.report_id : null %}}",
                },
                keep={"report_id": "{% $states.result.Payload.report_id %}"},
                output={"asked": "{% $states.result.Payload.asked %}"},
                then="Ask",
            ),
            "Ask": _each(agents),
            "Report": _weekly(
                "Report",
                {"report_id": "{% $report_id %}", "failures": "{% $failures %}"},
                _REPORT_SECONDS,
            ),
        },
        timeout=_HOUR_SECONDS,
    )


def spec(configuration: Configuration) -> WorkflowSpec:
    """The workflow, started at its weekday and hour in the company's own time unless reports are off: a
    little after the review of campaigns, whose days it reads."""
    reports = configuration.reports
    weekly = ScheduleTrigger(
        name="weekly-gtm-run",
        description="Asks every go-to-market agent and reports on the week",
        cron=f"20 {reports.hour} ? * {reports.weekday} *",
        retries=10,
        max_age_minutes=360,
    )
    return WorkflowSpec(
        definition=definition(_agents()), schedules=(weekly,) if reports.enabled else ()
    )

"""All running campaigns looked at, and a report on them (requirement G9). Standard.

    List ─► Review: each campaign of the page, some at a time ─► More? ── no ─► Report
      ▲                                                            │ yes
      └────────────────────────────────────────────────────────────┴─ after twenty pages ─► GoOn

A review takes nine events of an execution's history, which holds 25,000: after twenty pages of a hundred
campaigns, ``GoOn`` has another execution started at the next page, with the failures so far.

``List`` names a page of campaigns, each with the id of its review, so that a review that is repeated
is made once. A campaign whose review fails is named in the report and stops nobody else. ``Report``
reads what the optimiser kept: no review travels through the workflow, whose states hold 256 KB.
"""

from typing import Any

from infra.configuration import Configuration
from infra.triggers import ScheduleTrigger
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, State, call, choose, on_any_error, workflow

_HOUR_SECONDS = 3_600
_REPORT_SECONDS = 300

_EXECUTION = "{% $states.context.Execution.Name %}"

PAGES = 20
"""of an execution; the next one goes on."""

_NAMED_FAILURES = 1_000
"""How many failures are passed on one by one; a variable holds 256 KB."""

_REVIEW_ONE: dict[str, State] = {
    "ReviewOne": call(
        "campaign_optimizer",
        {
            "campaign_id": "{% $states.input.campaign_id %}",
            "review_id": "{% $states.input.review_id %}",
            "correlation_id": _EXECUTION,
        },
        step="ReviewOne",
        timeout=30,
        correlation=_EXECUTION,
        output={},
        catch=[
            on_any_error(
                "Failed",
                Output={
                    "campaign_id": "{% $states.input.campaign_id %}",
                    "error": "{% $substring($states.errorOutput.Error, 0, 100) %}",
                },
            )
        ],
        then="Reviewed",
    ),
    "Failed": {"Type": "Pass", "End": True},
    "Reviewed": {"Type": "Pass", "Output": {}, "End": True},
}


_BEGIN: State = {
    "Type": "Pass",
    "Assign": {
        "report_id": "{% $exists($states.input.report_id) ? $states.input.report_id : null %}",
        "cursor": "{% $exists($states.input.cursor) ? $states.input.cursor : null %}",
        "failures": "{% $exists($states.input.failures) ? $states.input.failures : [] %}",
        "pages": 0,
    },
    "Next": "List",
}


def _reporting(name: str, given: tuple[str, ...], timeout: int = 30, **more: Any) -> State:
    """A step of ``reporting`` with the execution's variables that it is ``given``."""
    step = {"GoOn": "go_on"}.get(name, name.lower())
    asked = {"step": step, **{one: f"{{% ${one} %}}" for one in given}}
    return call(
        "reporting",
        asked,
        step=name,
        timeout=timeout,
        patient=True,
        correlation=_EXECUTION,
        **{"then": None, **more},
    )


def _listing() -> State:
    return _reporting(
        "List",
        ("report_id", "cursor"),
        keep={
            "report_id": "{% $states.result.Payload.report_id %}",
            "cursor": "{% $exists($states.result.Payload.cursor) "
            "? $states.result.Payload.cursor : null %}",
            "pages": "{% $pages + 1 %}",
        },
        output={
            "reviews": "{% $exists($states.result.Payload.reviews) "
            "? $states.result.Payload.reviews : [] %}"
        },
        then="Review",
    )


def _each(concurrency: int) -> State:
    return {
        "Type": "Map",
        "Items": "{% $states.input.reviews %}",
        "MaxConcurrency": concurrency,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "INLINE"},
            "StartAt": "ReviewOne",
            "States": _REVIEW_ONE,
        },
        "Assign": {
            "failures": "{% [$append($failures, [$states.result[$exists(error)]])"
            f"[[0..{_NAMED_FAILURES - 1}]]] %}}"
        },
        "Output": {},
        "Next": "More?",
    }


def definition(concurrency: int, pages: int = PAGES) -> Definition:
    """The workflow, with at most ``concurrency`` campaigns at a time and ``pages`` in an execution."""
    return workflow(
        "All running campaigns looked at, and a report",
        "Begin",
        {
            "Begin": _BEGIN,
            "List": _listing(),
            "Review": _each(concurrency),
            "More?": choose(
                (f"$cursor != null and $pages >= {pages}", "GoOn"),
                ("$cursor != null", "List"),
                otherwise="Report",
            ),
            "GoOn": _reporting("GoOn", ("report_id", "cursor", "failures")),
            "Report": _reporting("Report", ("report_id", "failures"), _REPORT_SECONDS),
        },
        timeout=6 * _HOUR_SECONDS,
    )


def spec(configuration: Configuration) -> WorkflowSpec:
    """The workflow, started at its weekday and hour in the company's own time unless reports are off."""
    reports = configuration.reports
    weekly = ScheduleTrigger(
        name="weekly-review",
        description="Reviews all running campaigns and reports on them",
        cron=f"0 {reports.hour} ? * {reports.weekday} *",
        retries=10,
        max_age_minutes=360,
    )
    return WorkflowSpec(
        definition=definition(reports.concurrency),
        schedules=(weekly,) if reports.enabled else (),
    )

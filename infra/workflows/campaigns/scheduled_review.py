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


def _listing() -> State:
    return call(
        "reporting",
        {
            "step": "list",
            "report_id": "{% $report_id %}",
            "cursor": "{% $cursor %}",
        },
        step="List",
        timeout=30,
        patient=True,
        correlation=_EXECUTION,
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
            "Begin": {
                "Type": "Pass",
                "Assign": {
                    "report_id": "{% $exists($states.input.report_id) "
                    "? $states.input.report_id : null %}",
                    "cursor": "{% $exists($states.input.cursor) ? $states.input.cursor : null %}",
                    "failures": "{% $exists($states.input.failures) "
                    "? $states.input.failures : [] %}",
                    "pages": 0,
                },
                "Next": "List",
            },
            "List": _listing(),
            "Review": _each(concurrency),
            "More?": choose(
                (f"$cursor != null and $pages >= {pages}", "GoOn"),
                ("$cursor != null", "List"),
                otherwise="Report",
            ),
            "GoOn": call(
                "reporting",
                {
                    "step": "go_on",
                    "report_id": "{% $report_id %}",
                    "cursor": "{% $cursor %}",
                    "failures": "{% $failures %}",
                },
                step="GoOn",
                timeout=30,
                patient=True,
                correlation=_EXECUTION,
                then=None,
            ),
            "Report": call(
                "reporting",
                {
                    "step": "report",
                    "report_id": "{% $report_id %}",
                    "failures": "{% $failures %}",
                },
                step="Report",
                timeout=_REPORT_SECONDS,
                patient=True,
                correlation=_EXECUTION,
                then=None,
            ),
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

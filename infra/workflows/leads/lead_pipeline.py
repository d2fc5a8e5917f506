"""One lead from triage to its stored result (design §4). Express, called and waited for.

    Triage ─► HandOverToEngagement ─► EngagementTakesIt?
                                        │ no: the context is too poor, a person is asked ────────┐
                                        ▼ yes                                                    │
                                      Engage ─► OptimiserWanted? ── no ─────────────────────────►│
                                                  │ yes: a cold lead, or potential above 75      │
                                                  ▼                                              ▼
                                      HandOverToOptimiser ─► OptimiserTakesIt? ── no ────────► Assemble
                                        │ failed                │ yes                            ▲
                                        │                       ▼                                │
                                        │                    Optimise ── done, or failed ───────►│
                                        └───────────────────────────────────────────────────────►┘

Advice on the campaign is the one thing that a lead does not wait for: if the optimiser cannot be
reached the lead is stored without it, and the alarm on that function's errors says so. Any other
failure fails the execution, and the outbox runs the lead again: every step is repeatable.

What the steps decide is handed on and kept by the last one, together: of a run that failed nothing took
effect, and nothing is told.
"""

from typing import Any

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import (
    HANDED_ON,
    Definition,
    State,
    all_decisions,
    call,
    choose,
    on_any_error,
    workflow,
)

TIMEOUT_SECONDS = 25
"""Shorter than API Gateway's 30 s, and than the lease of the outbox entry behind the execution."""

_CONTEXT_OF_TRIAGE = {
    "category": "{% $triage.category %}",
    "temperature": "{% $triage.temperature %}",
    "score": "{% $triage.assessment.score %}",
    "confidence": "{% $triage.assessment.confidence %}",
    "urgency": "{% $triage.assessment.urgency %}",
    "scorecard": "{% $triage.assessment.scorecard %}",
    "recommended_actions": "{% $triage.assessment.recommended_actions %}",
    "reasons": "{% [$triage.assessment.reasons.text] %}",
}

_CONTEXT_OF_ENGAGEMENT = {
    **_CONTEXT_OF_TRIAGE,
    "strategy": "{% $plan.strategy %}",
    "conversion_potential": "{% $plan.conversion_potential %}",
}

_OPTIMISER_ROUTE = """{% (
    $wanted := $append($triage.handoffs, $states.result.Payload.handoffs)
        [target_agent = 'campaign_optimizer'];
    $exists($wanted) ? $wanted[0] : null
) %}"""


def _handing_over(to: str, given: State, *, handoffs: str, **more: Any) -> State:
    """The step that hands the lead over; ``handoffs`` are all so far, this one included."""
    step = f"HandOverTo{to}"
    return call(
        "handoff",
        {
            "kind": "lead",
            "record": "{% $lead %}",
            **given,
            "resume": "{% $resume %}",
            "just_received": "{% $just_received %}",
        },
        step=step,
        timeout=12,
        keep={
            "handoff": "{% $states.result.Payload.handoff %}",
            "handoffs": handoffs,
            "decisions": all_decisions("$decisions"),
        },
        decisions=HANDED_ON,
        then=f"{to}TakesIt?",
        **more,
    )


def _assessing() -> dict[str, State]:
    """How good the lead is, and whether its context is enough for the next agent."""
    return {
        "Triage": call(
            "lead_triage",
            {"lead": "{% $states.input.lead %}"},
            step="Triage",
            timeout=6,
            keep={
                "lead": "{% $states.input.lead %}",
                "resume": "{% $exists($states.input.resume) ? $states.input.resume : null %}",
                "just_received": "{% $exists($states.input.just_received) "
                "and $states.input.just_received %}",
                "triage": "{% $states.result.Payload %}",
                "plan": None,
                "advice": None,
                "decisions": all_decisions(),
            },
            decisions=HANDED_ON,
            then="HandOverToEngagement",
        ),
        "HandOverToEngagement": _handing_over(
            "Engagement",
            {
                "source_agent": "lead_triage",
                "route": "{% $triage.handoffs[0] %}",
                "context": _CONTEXT_OF_TRIAGE,
            },
            handoffs="{% [$states.result.Payload.handoff] %}",
        ),
        "EngagementTakesIt?": choose(("$handoff.accepted", "Engage"), otherwise="Assemble"),
    }


def _engaging(*, optimiser: bool) -> dict[str, State]:
    """What to do about the lead."""
    return {
        "Engage": call(
            "engagement",
            {
                "lead": "{% $lead %}",
                "assessment": "{% $triage.assessment %}",
                "category": "{% $triage.category %}",
                "handoff": "{% $handoff %}",
                "resume": "{% $resume %}",
            },
            step="Engage",
            timeout=6,
            keep={
                "plan": "{% $states.result.Payload.plan %}",
                "route": _OPTIMISER_ROUTE,
                "decisions": all_decisions("$decisions"),
            },
            decisions=HANDED_ON,
            then="OptimiserWanted?" if optimiser else "Assemble",
        ),
    }


def _optimising() -> dict[str, State]:
    """Advice on the lead's campaign, where the optimiser is."""
    return {
        "OptimiserWanted?": choose(("$route != null", "HandOverToOptimiser"), otherwise="Assemble"),
        "HandOverToOptimiser": _handing_over(
            "Optimiser",
            {
                "source_agent": "engagement",
                "route": "{% $route %}",
                "context": _CONTEXT_OF_ENGAGEMENT,
            },
            handoffs="{% $append($handoffs, [$states.result.Payload.handoff]) %}",
            catch=[on_any_error("Assemble")],
        ),
        "OptimiserTakesIt?": choose(("$handoff.accepted", "Optimise"), otherwise="Assemble"),
        "Optimise": call(
            "campaign_optimizer",
            {"lead": "{% $lead %}", "handoff": "{% $handoff %}"},
            step="Optimise",
            timeout=12,
            keep={
                "advice": "{% $exists($states.result.Payload.advice) "
                "? $states.result.Payload.advice : null %}",
                "decisions": all_decisions("$decisions"),
            },
            decisions=HANDED_ON,
            catch=[on_any_error("Assemble")],
            then="Assemble",
        ),
    }


def _concluding() -> dict[str, State]:
    """What came of it is kept, in one transaction."""
    return {
        "Assemble": call(
            "result_writer",
            {
                "lead": "{% $lead %}",
                "assessment": "{% $triage.assessment %}",
                "category": "{% $triage.category %}",
                "temperature": "{% $triage.temperature %}",
                "handoffs": "{% $handoffs %}",
                "plan": "{% $plan %}",
                "advice": "{% $advice %}",
                "resume": "{% $resume %}",
            },
            step="Assemble",
            timeout=12,
            decisions="{% $decisions %}",
            output={"lead": "{% $states.result.Payload.lead %}"},
            then=None,
        ),
    }


def definition(*, optimiser: bool) -> Definition:
    """The workflow; without an ``optimiser`` nobody is asked for advice on campaigns."""
    return workflow(
        "One lead from triage to its stored result",
        "Triage",
        {
            **_assessing(),
            **_engaging(optimiser=optimiser),
            **(_optimising() if optimiser else {}),
            **_concluding(),
        },
        timeout=TIMEOUT_SECONDS,
    )


def spec(configuration: Configuration) -> WorkflowSpec:
    """The workflow, with the optimiser of the campaigns if these are on."""
    return WorkflowSpec(
        definition=definition(optimiser="campaigns" in configuration.areas), express=True
    )

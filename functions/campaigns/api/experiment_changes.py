"""What may be changed of an experiment, and what it then is: started, paused, split anew, stopped."""

from datetime import datetime
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from baton.core.contract import Contract
from baton.core.errors import Conflict, FieldError, InvalidInput
from baton.core.json_text import faults_in
from baton.experiments.experiment import (
    MAX_PAUSES,
    MAX_PHASES,
    Experiment,
    ExperimentPlan,
    ExperimentStatus,
    NewExperiment,
    NewPhase,
    Pause,
    Phase,
)
from baton.experiments.metric import Key
from baton.experiments.report import ExperimentReport

MOST_UNITS = 10_000_000_000
"""More than there are people: a design that asks for more can never be carried out."""

_NEXT = {
    ExperimentStatus.DRAFT: (ExperimentStatus.RUNNING, ExperimentStatus.STOPPED),
    ExperimentStatus.RUNNING: (ExperimentStatus.PAUSED, ExperimentStatus.STOPPED),
    ExperimentStatus.PAUSED: (ExperimentStatus.RUNNING, ExperimentStatus.STOPPED),
    ExperimentStatus.STOPPED: (),
}


class ExperimentChange(Contract):
    """Starts, pauses, resumes or stops an experiment, or splits it anew. The rest of its design stays
    as it was registered.
    """

    status: ExperimentStatus | None = None
    chosen: Key | None = Field(
        default=None,
        description="only with stopped: the variant in use from now on. Left out it is the one that "
        "the last reading names, else the best of its leaders, else the control",
    )
    phase: NewPhase | None = Field(
        default=None, description="another split from now on; without status"
    )

    @model_validator(mode="after")
    def _changes_one_thing(self) -> Self:
        if (self.status is None) == (self.phase is None):
            raise ValueError("a change has either a status or a phase")
        return self


def check_change(experiment: Experiment, change: ExperimentChange) -> None:
    """Raises ``Conflict`` if the experiment is not at that point, ``InvalidInput`` for a variant that
    is not to be chosen.
    """
    if change.status is None:
        if not experiment.is_open:
            raise Conflict(f"An experiment that is {experiment.status} has no further phase.")
        if experiment.phase >= MAX_PHASES:
            raise Conflict(f"An experiment has at most {MAX_PHASES} phases.")
    elif change.status not in _NEXT[experiment.status]:
        raise Conflict(f"An experiment that is {experiment.status} cannot be {change.status}.")
    if change.status is ExperimentStatus.PAUSED and len(experiment.pauses) >= MAX_PAUSES:
        raise Conflict(f"An experiment has at most {MAX_PAUSES} pauses.")
    if change.chosen is None:
        return
    if change.status is not ExperimentStatus.STOPPED:
        fault = FieldError("/chosen", "a variant is chosen when it is stopped", "not_stopped")
        raise InvalidInput([fault])
    if change.chosen not in experiment.details.weights:
        raise InvalidInput([FieldError("/chosen", "there is no such variant", "unknown")])


def entered(experiment: Experiment, status: ExperimentStatus, now: datetime) -> dict[str, Any]:
    """What changes when an experiment enters a status; see ``stopped`` for what else a stop does."""
    changes: dict[str, Any] = {"status": status}
    if status is ExperimentStatus.RUNNING and experiment.started_at is None:
        changes["started_at"] = now
    if status is ExperimentStatus.PAUSED:
        changes["pauses"] = (*experiment.pauses, Pause(since=now))
    elif experiment.status is ExperimentStatus.PAUSED:
        *earlier, last = experiment.pauses
        changes["pauses"] = (*earlier, last.model_copy(update={"until": now}))
    return changes


def stopped(
    experiment: Experiment, last: ExperimentReport | None, chosen: str | None, by: str
) -> dict[str, Any]:
    """Who stopped it after which reading, and which variant is in use now."""
    advised = [last.variant, *last.leaders] if last else []
    return {
        "stopped_by": by,
        "report": last,
        "chosen": next(filter(None, [chosen, *advised]), experiment.details.control.name),
    }


def split_anew(experiment: Experiment, phase: NewPhase, now: datetime, by: str) -> dict[str, Any]:
    """What changes when a new phase begins: the split, the plan, and one more phase before it.

    Raises ``InvalidInput`` for an unknown variant, one that is there already, or a split that nobody
    can carry out.
    """
    details = experiment.details
    unknown = [
        FieldError(f"/phase/weights/{name}", "there is no such variant", "unknown")
        for name in phase.weights
        if name not in details.weights
    ]
    if unknown:
        raise InvalidInput(unknown)
    variants = [
        one.model_copy(update={"weight": phase.weights.get(one.name, one.weight)})
        for one in details.variants
    ]
    document = details.model_dump() | {
        "variants": [one.model_dump() for one in (*variants, *phase.variants)],
        "share": details.share if phase.share is None else phase.share,
    }
    try:
        following = NewExperiment.model_validate(document)
    except ValidationError as error:
        found = faults_in(document, error.errors(include_url=False))
        faults = [FieldError("/phase/variants", one.detail, one.code) for one in found]
        raise InvalidInput(faults) from error
    ended = Phase(weights=details.weights, share=details.share, ended_at=now, changed_by=by)
    return {
        "details": following,
        "plan": feasible_plan(following),
        "earlier": (*experiment.earlier, ended),
    }


def feasible_plan(details: NewExperiment) -> ExperimentPlan:
    """The plan of a design. Raises ``InvalidInput`` if it asks for more units than there can be."""
    from baton.experiments.plan import plan_of

    try:
        plan = plan_of(details)
    except ValueError:
        text = "needs more units than can be counted; look for a larger effect, or allow more"
        raise InvalidInput([FieldError("/minimum_effect", text, "not_feasible")]) from None
    if plan.total_units > MOST_UNITS:
        text = f"needs {plan.total_units:.1e} units, which nobody has; look for a larger effect"
        bare = details.model_copy(update={"guardrails": ()})
        if plan_of(bare).total_units <= MOST_UNITS:
            text = f"need {plan.total_units:.1e} units, which nobody has; allow larger margins"
            raise InvalidInput([FieldError("/guardrails", text, "not_feasible")])
        raise InvalidInput([FieldError("/minimum_effect", text, "not_feasible")])
    return plan

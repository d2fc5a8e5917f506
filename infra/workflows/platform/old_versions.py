"""Versions of functions that nothing goes back to any more, removed once a day. Standard: nobody waits.

    each function:  Called ─► Versions ─► each old one:  Remove

Every deployment publishes a version of each function that it changes, and a version that starts from a
snapshot is paid by the hour for as long as it is there, called or not. What stays: what the alias calls,
the newest, and whatever is younger than a day, to which operations or a person may go back. One machine
keeps all: nobody pays for them, and its workflows cannot ask for versions.
"""

from infra.area_specs import functions_on
from infra.configuration import Configuration
from infra.function_specs import ALIAS
from infra.triggers import ScheduleTrigger
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, State, request, workflow

KEPT_SECONDS = 86_400
_CALL_SECONDS = 30
_LONGEST_SECONDS = 900

_DAILY = ScheduleTrigger(
    name="old-versions",
    description="Removes versions of functions that nothing goes back to any more",
    rate="1 day",
    retries=2,
    max_age_minutes=60,
)

_OLD = """{% (
    $before := $fromMillis($millis() - MILLISECONDS, '[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01]');
    $versions := $states.result.Versions[Version != '$LATEST'];
    $newest := $string($max($versions.$number(Version)));
    $kept := $append($states.input.called, $newest);
    [$versions[$not(Version in $kept) and $substring(LastModified, 0, 19) < $before].Version]
) %}"""
"""Moments are compared as text: Lambda writes them in UTC, as 2026-03-02T12:00:00.000+0000."""


def _each(items: object, start: str, states: dict[str, State], output: object) -> State:
    return {
        "Type": "Map",
        "Items": items,
        "MaxConcurrency": 1,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "INLINE"},
            "StartAt": start,
            "States": states,
        },
        "Output": output,
        "End": True,
    }


def _remove() -> State:
    return request(
        "aws-sdk:lambda:deleteFunction",
        {
            "FunctionName": "{% $states.input.function %}",
            "Qualifier": "{% $states.input.version %}",
        },
        timeout=_CALL_SECONDS,
        then=None,
        output={},
    )


def _called() -> State:
    """What the alias calls, also while a canary has a part of the calls."""
    called = (
        "$append([$states.result.FunctionVersion],"
        " $keys($states.result.RoutingConfig.AdditionalVersionWeights))"
    )
    return request(
        "aws-sdk:lambda:getAlias",
        {"FunctionName": "{% $states.input %}", "Name": ALIAS},
        timeout=_CALL_SECONDS,
        then="Versions",
        output={"function": "{% $states.input %}", "called": f"{{% {called} %}}"},
    )


def _function(kept_seconds: int) -> dict[str, State]:
    old = _OLD.replace("MILLISECONDS", str(kept_seconds * 1_000))
    each = "{% [$states.input.old.{'function': $states.input.function, 'version': $}] %}"
    return {
        "Called": _called(),
        "Versions": request(
            "aws-sdk:lambda:listVersionsByFunction",
            {"FunctionName": "{% $states.input.function %}"},
            timeout=_CALL_SECONDS,
            then="EachOld",
            output={"function": "{% $states.input.function %}", "old": old},
        ),
        "EachOld": _each(each, "Remove", {"Remove": _remove()}, {}),
    }


def definition(functions: list[str], kept_seconds: int = KEPT_SECONDS) -> Definition:
    """The workflow for functions by their names in the account."""
    return workflow(
        "Versions that nothing goes back to any more, removed",
        "EachFunction",
        {"EachFunction": _each(functions, "Called", _function(kept_seconds), {})},
        timeout=_LONGEST_SECONDS,
    )


def spec(configuration: Configuration) -> WorkflowSpec:
    """The workflow, once a day."""
    names = [f"{configuration.prefix}-{spec.name}" for spec in functions_on(configuration)]
    return WorkflowSpec(
        definition=definition(names),
        removes_versions=tuple(names),
        schedules=() if configuration.local else (_DAILY,),
    )

"""What is wrong, by rules over what was seen (requirement G10). Pure: same diagnostics, same words.

::

    rule               seen                                                        remedy
    bad_deployment     most calls of a function fail since its deployment, which
                       is not an hour ago, not only by answers from outside;
                       none if whether they did could not be asked                 shift_alias
    dependency_down    a circuit is open or half open: first if the alarm is about
                       circuits, else after what the alarm itself is about         reset_breaker
    undelivered        the alarm's queue holds calls that can be made again        redrive_queue
    parked             entries were parked that nobody decides on                  redrive_parked
    outbox_late        due entries wait, though nothing holds them                 sweep_outbox
    an area's          what an area finds wrong with a thing of its own            the area's
    agent_unavailable  an agent failed five times in a row: its work is held       none
    people_decide      parked work with an open case, or a queue of calls that
                       nobody can repeat                                           none
    unknown            none of them                                                none

The order is that in which remedies are tried. An agent that operations cannot help itself with, its
own, gets no remedy: the alarm speaks to people anyway.
"""

from collections.abc import Iterator
from datetime import timedelta

from baton.core.wording import counted
from baton.incidents.incident import Diagnosis, Remedy, RemedyKind
from functions.platform.operations.diagnostics import Calls, Diagnostics, of_function, of_source

SOON = timedelta(hours=1)
"""So long after its deployment a version is the first suspect."""

LATE = timedelta(minutes=2)
"""Due entries wait for the next minute's sweep; longer is late."""

REPEATABLE_QUEUES = ("functions", "events", "outbox")
"""Queues of calls whose receivers know what they have had before."""

_ABOUT_WORK = frozenset(
    {"errors", "failing", "failed", "p95", "breaker", "age", "behind", "unknown"}
)
"""Words of the names of alarms about work that something else may hold up. Money that was spent, a
version that ends or a queue that holds something has another cause.
"""

OWN = "operations"
"""The function that runs these rules."""


def queue_of(alarm: str) -> str | None:
    """The queue that an alarm is about, if it is about one."""
    end = "-dead-letters"
    return alarm.removesuffix(end) if alarm.endswith(end) else None


def area_of(alarm: str) -> str | None:
    """The area whose functions an alarm is about, if it is about all of one's."""
    end = "-function-errors"
    return alarm.removesuffix(end) if alarm.endswith(end) else None


def diagnose(diagnostics: Diagnostics) -> tuple[Diagnosis, ...]:
    """Everything that the rules find, the first to be tried first; never nothing."""
    circuits = tuple(_dependency_down(diagnostics))
    about_circuits = "breaker" in diagnostics.alarm
    found = [
        *_bad_deployment(diagnostics),
        *(circuits if about_circuits else ()),
        *_undelivered(diagnostics),
        *_parked(diagnostics),
        *_outbox_late(diagnostics),
        *diagnostics.of_areas,
        *_people_decide(diagnostics),
    ]
    if not found and not _may_explain(diagnostics):
        found = [_unknown(diagnostics)]
    ill = tuple(_agent_unavailable(diagnostics))
    about_agents = diagnostics.alarm.startswith("agents-")
    found += (*ill, *circuits) if about_agents else (*circuits, *ill)
    found = list(dict.fromkeys(found))
    if diagnostics.failing and diagnostics.failing[0].name == OWN:
        found = [one.model_copy(update={"remedy": None}) for one in found]
    return tuple(found or [_unknown(diagnostics)])


def still(diagnostics: Diagnostics, diagnosis: Diagnosis) -> bool:
    """Whether what was found before is there still. A function whose callers have the version before
    must also have stopped to fail.
    """
    if diagnosis.rule == "bad_deployment" and diagnosis.remedy:
        errors = {one.name: one.errors for one in diagnostics.failing}
        if errors.get(diagnosis.remedy.target):
            return True
    return any(
        (one.rule, one.remedy) == (diagnosis.rule, diagnosis.remedy)
        for one in diagnose(diagnostics)
    )


def _bad_deployment(diagnostics: Diagnostics) -> Iterator[Diagnosis]:
    for function in diagnostics.failing:
        one = function.deployed
        if one is None or one.deployed_at is None or one.version != one.newest:
            continue
        age = diagnostics.rang_at - one.deployed_at
        calls = function.since_deployed
        if not timedelta(0) <= age <= SOON or not _may_fail_by_itself(calls):
            continue
        text = f"{one.function} fails {_minutes(age)} after version {one.version} was deployed"
        known = calls is not None and calls.outside is not None
        if one.moving:
            text = f"{text}; the deployment itself goes back on this alarm"
        elif not known:
            text = (
                f"{text}; whether something outside did not answer could not be asked, so it stays"
            )
        can_go_back = one.previous and not one.moving and known
        yield Diagnosis(
            rule="bad_deployment",
            text=text,
            because=of_function(diagnostics, one.function),
            remedy=Remedy(kind=RemedyKind.SHIFT_ALIAS, target=one.function)
            if can_go_back
            else None,
        )


def _may_fail_by_itself(calls: Calls | None) -> bool:
    """Whether most calls failed, and not for want of an answer, as far as that is known."""
    if calls is None:
        return True
    own = calls.failed - (calls.outside or 0)
    return own > 0 and calls.succeeded <= own


def _may_explain(diagnostics: Diagnostics) -> bool:
    """Whether a dependency or agent that is not well may be why the alarm rings: of one about work that
    fails, is slow or waits, and not of functions that fail by themselves.
    """
    if _ABOUT_WORK.isdisjoint(diagnostics.alarm.split("-")):
        return False
    calls = [one.since_deployed for one in diagnostics.failing]
    return not calls or any(one is not None and one.outside != 0 for one in calls)


def _dependency_down(diagnostics: Diagnostics) -> Iterator[Diagnosis]:
    calls = (one.since_deployed for one in diagnostics.failing)
    seen = "breaker" in diagnostics.alarm or any(one.outside for one in calls if one)
    for name, circuit in diagnostics.open_circuits.items():
        text = f"{name} failed {circuit.failures} times in a row"
        yield Diagnosis(
            rule="dependency_down",
            text=text if seen else f"{text}; nothing shows that {diagnostics.alarm} rings for that",
            because=tuple(
                one for one in of_source(diagnostics, "breaker") if one.source == f"breaker:{name}"
            ),
            remedy=Remedy(kind=RemedyKind.RESET_BREAKER, target=name),
        )


def _undelivered(diagnostics: Diagnostics) -> Iterator[Diagnosis]:
    name = queue_of(diagnostics.alarm)
    depth = diagnostics.queues.get(name, 0) if name else 0
    if name in REPEATABLE_QUEUES and depth:
        yield Diagnosis(
            rule="undelivered",
            text=f"{depth} calls of {name} failed every retry",
            because=of_source(diagnostics, "queue", "log"),
            remedy=Remedy(kind=RemedyKind.REDRIVE_QUEUE, target=name),
        )


def _parked(diagnostics: Diagnostics) -> Iterator[Diagnosis]:
    if diagnostics.alarm.startswith("outbox-") and diagnostics.parked.free:
        yield Diagnosis(
            rule="parked",
            text=f"{len(diagnostics.parked.free)} entries of the outbox failed at every attempt",
            because=of_source(diagnostics, "outbox"),
            remedy=Remedy(kind=RemedyKind.REDRIVE_PARKED, target="outbox"),
        )


def _outbox_late(diagnostics: Diagnostics) -> Iterator[Diagnosis]:
    asleep = diagnostics.alarm == "outbox-asleep"
    late = diagnostics.alarm.startswith("outbox-") and diagnostics.oldest > LATE
    if asleep or late:
        seconds = round(diagnostics.oldest.total_seconds())
        yield Diagnosis(
            rule="outbox_late",
            text="the outbox is not called"
            if asleep
            else f"entries of the outbox are {seconds} s late",
            because=of_source(diagnostics, "outbox", "metric"),
            remedy=Remedy(kind=RemedyKind.SWEEP_OUTBOX, target="outbox"),
        )


def _agent_unavailable(diagnostics: Diagnostics) -> Iterator[Diagnosis]:
    for agent in diagnostics.agents:
        yield Diagnosis(
            rule="agent_unavailable",
            text=f"{agent.agent_id} fails; its work is held and it is tried by itself",
            because=tuple(
                one
                for one in of_source(diagnostics, "agent")
                if one.source == f"agent:{agent.agent_id}"
            ),
        )


def _people_decide(diagnostics: Diagnostics) -> Iterator[Diagnosis]:
    name = queue_of(diagnostics.alarm)
    if name and name not in REPEATABLE_QUEUES and diagnostics.queues.get(name):
        text = f"what is in the queue of {name} cannot be repeated without looking at it"
        yield Diagnosis(rule="people_decide", text=text, because=of_source(diagnostics, "queue"))
    parked = diagnostics.parked
    if diagnostics.alarm.startswith("outbox-") and (parked.escalated or parked.spent):
        text = f"{parked.escalated} parked entries have an open case; {parked.spent} fail again"
        yield Diagnosis(rule="people_decide", text=text, because=of_source(diagnostics, "outbox"))


def _unknown(diagnostics: Diagnostics) -> Diagnosis:
    return Diagnosis(
        rule="unknown",
        text=f"{diagnostics.alarm} rings and no rule knows why",
        because=of_source(diagnostics, "metric", "log", "deployment", "silent"),
    )


def _minutes(span: timedelta) -> str:
    return counted(round(span.total_seconds() / 60), "minute")

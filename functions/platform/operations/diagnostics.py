"""What was seen around an alarm, for the rules: plain values, and words to quote them by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from baton.core.masking import mask
from baton.core.wording import counted
from baton.incidents.incident import Diagnosis, Evidence
from baton.resilience.circuit import Circuit, CircuitState
from baton.runtime.agent_status import AgentStatus

MOST_LINES = 5
"""Of a log, quoted."""

_LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class Deployed:
    """What a function's callers get. ``previous`` is the version before ``version``, if there is one;
    ``moving`` says that a deployment is just shifting traffic.
    """

    function: str
    version: str
    newest: str
    previous: str | None = None
    deployed_at: datetime | None = None
    moving: bool = False
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Calls:
    """How many calls of a function succeeded and failed in some time. ``outside`` are those of the
    failed in which something that the function depends on did not answer; ``None`` if its log could
    not be asked, or not to its end.
    """

    succeeded: int = 0
    failed: int = 0
    outside: int | None = 0


@dataclass(frozen=True, slots=True)
class FailingFunction:
    """A function of which calls failed around the alarm: its error messages, the latest first, what its
    callers get, and its calls since that was deployed, ``None`` if nobody could count them.
    """

    name: str
    errors: tuple[str, ...] = ()
    deployed: Deployed | None = None
    since_deployed: Calls | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """The outbox entries that were put aside: ``free`` may be driven again, the ``escalated`` wait for
    a person, and the ``spent`` were driven again too often.
    """

    free: tuple[str, ...] = ()
    escalated: int = 0
    spent: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """Everything that was seen at ``now``. ``alarm`` is its name without the stack's, ``of_areas``
    what areas found wrong with things of theirs, ``failing`` the functions that fail of those that the
    alarm looks at, the worst first, and ``silent`` what could not be asked.
    """

    alarm: str
    rang_at: datetime
    now: datetime
    metric: tuple[str, ...] = ()
    failing: tuple[FailingFunction, ...] = ()
    circuits: Mapping[str, Circuit] = field(default_factory=dict)
    queues: Mapping[str, int] = field(default_factory=dict)
    parked: Parked = Parked()
    oldest: timedelta = timedelta(0)
    agents: tuple[AgentStatus, ...] = ()
    of_areas: tuple[Diagnosis, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def open_circuits(self) -> dict[str, Circuit]:
        """Those of dependencies that are left alone."""
        closed = CircuitState.CLOSED
        return {
            name: one for name, one in self.circuits.items() if one.state(self.now) is not closed
        }


def quoted(diagnostics: Diagnostics) -> tuple[Evidence, ...]:
    """The diagnostics in words: what a person would want to read first."""
    return tuple(_quotes(diagnostics))


def of_function(diagnostics: Diagnostics, function: str) -> tuple[Evidence, ...]:
    """The quotes that tell of one function."""
    return tuple(one for one in _quotes(diagnostics) if one.source.partition(":")[2] == function)


def of_source(diagnostics: Diagnostics, *sources: str) -> tuple[Evidence, ...]:
    """The quotes that come from some sources."""
    return tuple(one for one in _quotes(diagnostics) if one.source.split(":")[0] in sources)


def _quotes(diagnostics: Diagnostics) -> Iterator[Evidence]:
    yield from _lines("metric", diagnostics.metric)
    for one in diagnostics.failing:
        yield from _lines(f"log:{one.name}", one.errors)
        if one.deployed and (text := _calls(one.since_deployed)):
            yield Evidence(source=f"calls:{one.name}", text=text)
        if (deployed := one.deployed) is not None:
            yield Evidence(source=f"deployment:{one.name}", text=_deployment(deployed))
    for name, circuit in diagnostics.open_circuits.items():
        until = f"{circuit.open_until:%H:%M:%S} UTC" if circuit.open_until else "now"
        text = f"{name} failed {circuit.failures} times in a row and is left alone until {until}"
        yield Evidence(source=f"breaker:{name}", text=text)
    for name, depth in diagnostics.queues.items():
        if depth:
            yield Evidence(source=f"queue:{name}", text=f"{depth} undelivered messages of {name}")
    yield from _outbox(diagnostics)
    for agent in diagnostics.agents:
        text = f"{agent.agent_id} is unavailable: {agent.unavailable_reason}"
        yield Evidence(source=f"agent:{agent.agent_id}", text=text)
    for diagnosis in diagnostics.of_areas:
        yield from diagnosis.because
    for name in diagnostics.silent:
        yield Evidence(source=f"silent:{name}", text=f"{name} could not be asked")


def _calls(calls: Calls | None) -> str:
    if calls is None:
        return "how many calls succeeded and failed since the deployment is not known"
    if calls.failed and calls.outside is None:
        return (
            f"whether {calls.failed} calls failed for want of an answer from outside is not known"
        )
    if calls.outside:
        return f"{counted(calls.outside, 'call')} failed since what it depends on did not answer"
    return ""


def _outbox(diagnostics: Diagnostics) -> Iterator[Evidence]:
    parked = diagnostics.parked
    if diagnostics.oldest > timedelta(0):
        seconds = round(diagnostics.oldest.total_seconds())
        yield Evidence(source="outbox", text=f"the oldest entry has been due for {seconds} s")
    if parked.free or parked.escalated or parked.spent:
        text = (
            f"{len(parked.free)} parked entries may be driven again, {parked.escalated} wait for a"
            f" person, {parked.spent} were driven again too often"
        )
        yield Evidence(source="outbox", text=text)
        yield from _lines("outbox", parked.reasons)


def _deployment(one: Deployed) -> str:
    at = f" at {one.deployed_at:%Y-%m-%d %H:%M:%S} UTC" if one.deployed_at else ""
    moving = ", traffic is being shifted" if one.moving else ""
    before = f", before it {one.previous}" if one.previous else ", nothing before it"
    return f"callers get version {one.version}; {one.newest} is the newest{at}{before}{moving}"


def _lines(source: str, lines: Sequence[str]) -> Iterator[Evidence]:
    for line in lines[:MOST_LINES]:
        if text := mask(line)[:_LONGEST_QUOTE].strip():
            yield Evidence(source=source, text=text)

"""A circuit breaker's states and how they follow each other (requirement G1). No I/O.

::

    closed ──── the 5th failure in a row ───▶ open (300 s: nobody calls)
      ▲                                        │ time is over: one caller takes the probe
      │                                        ▼
      └────── the probe succeeds ───────── half open ── the probe fails ──▶ open again

While a probe is under way everybody else is refused. A prober that dies is replaced when its lease
is over. What was begun while the circuit was closed and ends when it is open says nothing new.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Limits:
    """When a circuit opens, for how long, and how long a probe may take."""

    failures: int = 5
    open_for: timedelta = timedelta(seconds=300)
    probe_for: timedelta = timedelta(seconds=120)


class CircuitState(StrEnum):
    """How a circuit stands."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Circuit:
    """The state that all containers share. ``version`` counts its changes."""

    failures: int = 0
    """in a row"""
    open_until: datetime | None = None
    probe_until: datetime | None = None
    version: int = 0

    def state(self, now: datetime) -> CircuitState:
        """How it stands at a moment."""
        if self.open_until is None:
            return CircuitState.CLOSED
        return CircuitState.OPEN if now < self.open_until else CircuitState.HALF_OPEN


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody may call before ``until``."""

    until: datetime


def admit(circuit: Circuit, now: datetime, limits: Limits) -> Circuit | Refused:
    """The circuit as it is when the caller goes ahead: the same if it is closed, with the probe taken
    if it was time for one.
    """
    if circuit.open_until is None:
        return circuit
    if now < circuit.open_until:
        return Refused(circuit.open_until)
    if circuit.probe_until is not None and now < circuit.probe_until:
        return Refused(circuit.probe_until)
    return _next(circuit, probe_until=now + limits.probe_for)


def after_success(circuit: Circuit, *, probing: bool) -> Circuit:
    """The circuit after a call that worked; the same if that changes nothing."""
    if circuit.open_until is not None and not probing:
        return circuit
    if circuit.open_until is None and not circuit.failures:
        return circuit
    return _next(circuit, failures=0, open_until=None, probe_until=None)


def after_failure(circuit: Circuit, now: datetime, limits: Limits, *, probing: bool) -> Circuit:
    """The circuit after a call that failed; the same if that changes nothing."""
    if circuit.open_until is not None:
        if not probing:
            return circuit
        return _next(circuit, open_until=now + limits.open_for, probe_until=None)
    failures = circuit.failures + 1
    opens = now + limits.open_for if failures >= limits.failures else None
    return _next(circuit, failures=failures, open_until=opens)


def after_nothing(circuit: Circuit, *, probing: bool) -> Circuit:
    """The circuit after a call that was admitted and not made: another may have the probe."""
    if not probing or circuit.probe_until is None:
        return circuit
    return _next(circuit, probe_until=None)


def _next(circuit: Circuit, **changes: object) -> Circuit:
    return replace(circuit, version=circuit.version + 1, **changes)  # type: ignore[arg-type]

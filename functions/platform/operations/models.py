"""The tasks and results of the operations agent.

look     what is wrong is looked at and diagnosed; the incident is opened
recover  the next thing that may help is done
verify   whether it helped
tell     people are told
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import blake2s
from typing import Any

from pydantic import ConfigDict, Field
from ulid import ULID

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.incidents.incident import Incident, IncidentStatus


class Step(StrEnum):
    """What is to be done."""

    LOOK = "look"
    RECOVER = "recover"
    VERIFY = "verify"
    TELL = "tell"


class Next(StrEnum):
    """What the workflow does next."""

    RECOVER = "recover"
    WAIT = "wait"
    TELL = "tell"
    TELL_LATER = "tell_later"
    DONE = "done"


class _Foreign(Contract):
    """Part of CloudWatch's event: it may have more than we read."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class AlarmState(_Foreign):
    """What an alarm has come to, and why CloudWatch says so."""

    value: str = Field(max_length=40)
    reason: str = Field(default="", max_length=4_000)
    timestamp: str = Field(max_length=40)

    @property
    def at(self) -> datetime:
        """When: CloudWatch writes ``2026-03-02T12:00:00.000+0000``."""
        return datetime.fromisoformat(self.timestamp.replace("+0000", "+00:00"))


class AlarmConfiguration(_Foreign):
    """What an alarm looks at, as its event has it."""

    description: str = Field(default="", max_length=1_024)
    metrics: tuple[dict[str, Any], ...] = ()


class Alarm(_Foreign):
    """The detail of the event ``CloudWatch Alarm State Change``."""

    name: str = Field(alias="alarmName", min_length=1, max_length=255)
    state: AlarmState
    configuration: AlarmConfiguration = AlarmConfiguration()

    @property
    def metrics(self) -> tuple[Mapping[str, Any], ...]:
        """What it looks at, without what it computes of it."""
        found = (one.get("metricStat") for one in self.configuration.metrics)
        return tuple(one for one in found if isinstance(one, dict))

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of the functions whose errors it looks at, as they are in the account."""
        metrics = (one.get("metric") or {} for one in self.metrics)
        return tuple(
            str(one["dimensions"]["FunctionName"])
            for one in metrics
            if one.get("namespace") == "AWS/Lambda" and "FunctionName" in one.get("dimensions", {})
        )

    @property
    def incident_id(self) -> str:
        """The id of the incident it opens: the same however often the event comes."""
        at = self.state.at
        named = f"{self.name}\n{self.state.timestamp}".encode()
        milliseconds = int(at.timestamp() * 1000).to_bytes(6, "big")
        return str(ULID.from_bytes(milliseconds + blake2s(named, digest_size=10).digest()))


class OperationsTask(Contract):
    """One step for the alarm that rang."""

    step: Step
    alarm: Alarm


class OperationsResult(Contract):
    """Where the incident stands, and what comes next. The whole of it, only the process itself knows."""

    incident_id: Ulid
    status: IncidentStatus
    next: Next
    at: UtcDatetime
    incident: Incident | None = Field(default=None, exclude=True)

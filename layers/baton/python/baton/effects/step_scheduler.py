"""Calls of outreach at the moment at which an effect is due: one-time schedules of EventBridge.

They only save waiting for the sweep of each minute, which carries out whatever is due. So one that
fails is not made again, and one that comes too late, twice, or for what has ended meanwhile finds
nothing to do: nobody has to remember to delete it.
"""

import json
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Protocol

from baton.aws.clients import Clients, error_code
from baton.core.clock import Clock
from baton.core.observability import logger
from baton.effects.effect import Effect

SOONEST = timedelta(seconds=90)
"""What is due sooner is left to the sweep."""


class StepScheduler(Protocol):
    """Sees to it that effects are looked at when they are due."""

    def set(self, effect: Effect) -> None:
        """Has an effect looked at when it is due. Setting it again changes nothing; it never raises."""
        ...


class NoStepScheduler:
    """Leaves everything to the sweep."""

    def set(self, effect: Effect) -> None:
        """See ``StepScheduler``."""


class EventBridgeStepScheduler:
    """One-time schedules in a group of their own; each is deleted once it was carried out."""

    def __init__(
        self, clients: Clients, clock: Clock, *, group: str, target: str, role: str
    ) -> None:
        self._client = clients.later("scheduler", attempts=2)
        self._clock = clock
        self._group = group
        self._target = {
            "Arn": target,
            "RoleArn": role,
            "RetryPolicy": {"MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 0},
        }

    def set(self, effect: Effect) -> None:
        """See ``StepScheduler``."""
        from botocore.exceptions import BotoCoreError, ClientError

        if effect.due_at is None or effect.due_at < self._clock() + SOONEST:
            return
        second = ceil(effect.due_at.timestamp())
        due = datetime.fromtimestamp(second, UTC)
        task = {
            "task": {"effect_id": effect.effect_id},
            "trace": {"correlation_id": effect.correlation_id or effect.effect_id},
        }
        try:
            self._client().create_schedule(
                Name=f"{effect.effect_id[-53:]}.{second}",
                GroupName=self._group,
                ScheduleExpression=f"at({due:%Y-%m-%dT%H:%M:%S})",
                ScheduleExpressionTimezone="UTC",
                FlexibleTimeWindow={"Mode": "OFF"},
                ActionAfterCompletion="DELETE",
                Target={**self._target, "Input": json.dumps(task)},
            )
        except (BotoCoreError, ClientError) as error:
            reason = error_code(error) or type(error).__name__
            if reason != "ConflictException":
                extra = {"effect_id": effect.effect_id, "reason": reason}
                logger("effects").warning("step not scheduled; the sweep will find it", extra=extra)

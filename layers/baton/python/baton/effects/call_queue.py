"""Calls that employees make: a queue from which the call desk takes them."""

import json
from datetime import datetime, timedelta
from itertools import pairwise

from baton.aws.clients import Clients
from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.effects.effect import Effect, EffectState
from baton.effects.provider_calls import one_call
from baton.effects.sender import DeliveryReport, DeliveryStatus, OutboundMessage

REMEMBERED = timedelta(minutes=5)
"""How long SQS recognises the key of a message (its deduplication interval)."""

MARGIN = timedelta(seconds=30)
"""What a repeat needs to arrive within it."""


class SqsCallSender:
    """Puts call tasks into a FIFO queue. A task names what it is about, and nobody: the call desk reads
    the rest, so that nothing personal waits in a queue.
    """

    def __init__(self, clients: Clients, queue_url: str, clock: Clock) -> None:
        self._client = clients.later("sqs", attempts=1)
        self._queue_url = queue_url
        self._clock = clock

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        """See ``Sender``. What may be in the queue already is repeated only while its key counts."""
        doubted = doubted_since(effect)
        if doubted and not self._is_remembered(doubted):
            raise Unavailable("The call desk's queue may have forgotten the task's key.")
        task = {"task_id": effect.effect_id, "kind": effect.kind, **message.data}
        with one_call("The call desk's queue"):
            answer = self._client().send_message(
                QueueUrl=self._queue_url,
                MessageBody=json.dumps(task, ensure_ascii=False),
                MessageGroupId=effect.subject_id or effect.effect_id,
                MessageDeduplicationId=effect.effect_id,
            )
        return str(answer["MessageId"])

    def look_up(self, effect: Effect) -> DeliveryReport:
        """See ``Sender``. The lease outlasts the interval: only a call that ended without an answer
        is looked up soon enough to be repeated by itself.
        """
        doubted = doubted_since(effect) or effect.reserved_at or effect.planned_at
        if self._is_remembered(doubted):
            return DeliveryReport(DeliveryStatus.REPEATABLE, "the queue still knows the task's key")
        return DeliveryReport(
            DeliveryStatus.UNSURE, "the queue has forgotten the task's key: ask the call desk"
        )

    def _is_remembered(self, since: datetime) -> bool:
        return self._clock() < since + REMEMBERED - MARGIN


def doubted_since(effect: Effect) -> datetime | None:
    """When the first call of an effect began of which nobody knows, if there was one."""
    story = effect.story
    return next(
        (
            call.at
            for call, after in pairwise(story)
            if call.state is EffectState.RESERVED and after.state is EffectState.UNKNOWN
        ),
        None,
    )

"""Telling people: what they read, and the sender of ``EffectKind.NOTICE``."""

from typing import Any, Protocol

from baton.aws.clients import Clients, aws_errors
from baton.effects.effect import Effect, EffectKind
from baton.effects.sender import DeliveryReport, DeliveryStatus, OutboundMessage, Sender
from baton.incidents.incident import Incident
from functions.platform.operations.diagnostics import MOST_LINES

_LONGEST_SUBJECT = 99
"""SNS takes less than 100 characters."""


class InternalSenders:
    """See ``baton.effects.sender.SenderRegistry``: to employees, and to Baton itself, also while nothing
    is sent outside (``behaviour.sending``).
    """

    def __init__(
        self,
        *,
        recovery: Sender,
        notice: Sender | None,
        webhook: Sender | None,
        recoveries: bool,
    ) -> None:
        self._recoveries = recoveries
        self._senders: dict[str, Sender | None] = {
            EffectKind.RECOVERY: recovery,
            EffectKind.NOTICE: notice,
            EffectKind.WEBHOOK: webhook,
        }

    def off(self, kind: str) -> str | None:
        """Why a kind has no sender."""
        if kind == EffectKind.RECOVERY and not self._recoveries:
            return "recoveries are off: set behaviour.recoveries to true"
        if self._senders.get(kind) is None:
            return f"{kind} has no sender"
        return None

    def to(self, kind: str) -> Sender | None:
        """The sender of a kind."""
        return None if self.off(kind) else self._senders[kind]


class Topic(Protocol):
    """The topic that people subscribe to."""

    def publish(self, subject: str, text: str) -> str:
        """Says something, and gives its id. Raises ``Unavailable``."""
        ...


class SnsTopic:
    """The topic that alarms speak on, too."""

    def __init__(self, clients: Clients, arn: str) -> None:
        self._clients = clients
        self._arn = arn

    def publish(self, subject: str, text: str) -> str:
        """See ``Topic``."""
        with aws_errors("The topic of alarms"):
            answer: Any = self._clients.get("sns", attempts=1).publish(
                TopicArn=self._arn, Subject=subject, Message=text
            )
        return str(answer["MessageId"])


class NoticeSender:
    """See ``baton.effects.sender.Sender``. SNS keeps no record to ask, so after a crash a notice is
    said again: told twice, with the incident's id in it, is better than not told.
    """

    def __init__(self, topic: Topic) -> None:
        self._topic = topic

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        """See ``Sender``."""
        del effect
        return self._topic.publish(message.subject, message.text)

    def look_up(self, effect: Effect) -> DeliveryReport:
        """See ``Sender``."""
        del effect
        return DeliveryReport(DeliveryStatus.REPEATABLE, "people know it by the incident's id")


def digest(incident: Incident) -> OutboundMessage:
    """What people read once an hour's notices are spent: that more happens than is told one by one."""
    text = (
        f"More incidents are opened than are told one by one. The latest: {incident.summary}\n\n"
        f"Alarm: {incident.alarm}\nAll incidents: GET /api/v1/incidents\nRunbook: {incident.runbook}"
    )
    return OutboundMessage(
        recipient="",
        subject="Baton: many incidents need a person",
        text=text,
        data={"incident_id": incident.incident_id, "runbook": incident.runbook},
    )


def letter(incident: Incident) -> OutboundMessage:
    """What people read: what is wrong, why that is thought, what was done, and where to go on."""
    lines = [incident.summary, "", f"Alarm: {incident.alarm}: {incident.alarm_reason}"]
    for one in incident.diagnoses:
        lines += ["", f"{one.rule}: {one.text}"]
        lines += [f"  {quote.source}: {quote.text}" for quote in one.because[:MOST_LINES]]
    lines += ["", "Done about it:"] if incident.recoveries else ["", "Nothing was done about it."]
    lines += [f"  {one.what}: {one.state}, {one.reason}" for one in incident.recoveries]
    lines += [
        "",
        f"Runbook: {incident.runbook}",
        f"Incident: GET /api/v1/incidents/{incident.incident_id}",
    ]
    need = "was recovered by going back a version" if incident.recovered else "needs a person"
    return OutboundMessage(
        recipient="",
        subject=f"Baton: {incident.alarm} {need}"[:_LONGEST_SUBJECT],
        text="\n".join(lines),
        data={"incident_id": incident.incident_id, "runbook": incident.runbook},
    )

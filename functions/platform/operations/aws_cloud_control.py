"""The cloud underneath, as AWS has it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from baton.aws.clients import Clients, aws_errors, error_code
from baton.core.errors import Unavailable
from baton.runtime.entry_point import NO_ANSWER
from functions.platform.operations.diagnostics import Calls, Deployed
from functions.platform.operations.log_lines import line_of, message_of
from functions.platform.operations.undelivered_call import call_of

ALIAS = "live"
"""The alias that everybody calls."""

_AT_A_TIME = 10
_MOST_POINTS = 5
_MOST_PAGES = 20
"""Of a log, of a megabyte each."""

_LOOK_SECONDS = 60
_OUTBOX = "outbox"
_IN_A_QUEUE = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
"""Whoever receives a message hides it from the others; it is there still."""

_PATTERN = '{ $.level = "ERROR" || ($.type = "platform.report" && $.record.status != "success") }'
"""Our own lines, and what Lambda reports of a call that ran out of time or memory or crashed."""


class AwsCloudControl:
    """See ``CloudControl``. ``queues`` are addresses of the queues of undelivered calls, by whose they
    are. Functions are called by their alias.
    """

    def __init__(self, clients: Clients, *, stack_name: str, queues: Mapping[str, str]) -> None:
        self._clients = clients
        self._stack_name = stack_name
        self._queues = queues

    def metric(
        self, metric: Mapping[str, Any], since: datetime, until: datetime
    ) -> tuple[str, ...]:
        """See ``CloudControl``."""
        named = metric.get("metric", {})
        statistic = str(metric.get("stat", "Sum"))
        points = sorted(self._points(metric, since, until), key=lambda one: one["Timestamp"])
        return tuple(
            f"{named.get('name')} {statistic} {_value(one, statistic)} at "
            f"{one['Timestamp'].astimezone(UTC):%H:%M} UTC"
            for one in points[: -_MOST_POINTS - 1 : -1]
        )

    def failing(
        self, functions: Sequence[str], since: datetime, until: datetime
    ) -> tuple[str, ...]:
        """See ``CloudControl``. By Lambda's metric of the alias."""
        failed = {one: self._summed("Errors", one, since, until) for one in functions}
        return tuple(sorted((one for one in failed if failed[one]), key=lambda one: -failed[one]))

    def errors(self, function: str, since: datetime, until: datetime) -> tuple[str, ...]:
        """See ``CloudControl``. The messages of JSON lines of level ERROR, and Lambda's reports."""
        with aws_errors("The logs"):
            found = self._clients.get("logs").filter_log_events(
                logGroupName=self._log_group(function),
                startTime=int(since.timestamp() * 1000),
                endTime=int(until.timestamp() * 1000),
                filterPattern=_PATTERN,
                limit=50,
            )
        lines = (message_of(one.get("message", "")) for one in found.get("events", []))
        return tuple(dict.fromkeys(line for line in lines if line))[::-1]

    def calls(self, function: str, since: datetime, until: datetime) -> Calls:
        """See ``CloudControl``. By Lambda's metrics of the alias, and by the lines of tasks."""
        made = self._summed("Invocations", function, since, until)
        failed = round(self._summed("Errors", function, since, until))
        outside = self._outside(function, since, until, failed) if failed else 0
        return Calls(round(max(0.0, made - failed)), failed, outside)

    def deployed(self, function: str) -> Deployed:
        """See ``CloudControl``."""
        client, name = self._clients.get("lambda"), self._name(function)
        with aws_errors("The functions"):
            alias = client.get_alias(FunctionName=name, Name=ALIAS)
            versions = list(self._versions(name))
        current = str(alias["FunctionVersion"])
        numbers = sorted(int(number) for number, _ in versions)
        before = [number for number in numbers if number < int(current)] if numbers else []
        routing = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights")
        return Deployed(
            function=function,
            version=current,
            newest=str(numbers[-1]) if numbers else current,
            previous=str(before[-1]) if before else None,
            deployed_at=dict(versions).get(current),
            moving=bool(routing),
            revision=str(alias.get("RevisionId", "")),
        )

    def shift(self, function: str, version: str, revision: str) -> bool:
        """See ``CloudControl``."""
        from botocore.exceptions import ClientError

        asked = {"FunctionName": self._name(function), "Name": ALIAS, "FunctionVersion": version}
        if revision:
            asked["RevisionId"] = revision
        try:
            with aws_errors("The functions"):
                self._clients.get("lambda").update_alias(**asked)
        except ClientError as error:
            if error_code(error) == "PreconditionFailedException":
                return False
            raise
        return True

    def depths(self) -> Mapping[str, int]:
        """See ``CloudControl``."""
        return {name: self._depth(url) for name, url in self._queues.items()}

    def redrive(self, queue: str, most: int) -> int:
        """See ``CloudControl``."""
        made, client, url = 0, self._clients.get("sqs"), self._queues[queue]
        left: list[Mapping[str, Any]] = []
        try:
            while made < most:
                with aws_errors("The queues"):
                    answer = client.receive_message(
                        QueueUrl=url,
                        MaxNumberOfMessages=min(_AT_A_TIME, most - made),
                        VisibilityTimeout=_LOOK_SECONDS,
                        MessageAttributeNames=["All"],
                    )
                messages = answer.get("Messages", [])
                left += messages
                again = [one for one in messages if self._made_again(queue, url, one)]
                left = [one for one in left if one not in again]
                made += len(again)
                if not again:
                    break
        finally:
            self._shown(url, left)
        return made

    def sweep(self) -> None:
        """See ``CloudControl``."""
        self._invoke(self._name(_OUTBOX), {"sweep": True})

    def _summed(self, metric: str, function: str, since: datetime, until: datetime) -> float:
        name = self._name(function)
        asked = {
            "metric": {
                "namespace": "AWS/Lambda",
                "name": metric,
                "dimensions": {"FunctionName": name, "Resource": f"{name}:{ALIAS}"},
            },
            "period": 60,
        }
        return sum(float(one["Sum"]) for one in self._points(asked, since, until))

    def _outside(self, function: str, since: datetime, until: datetime, failed: int) -> int | None:
        """How many of the failed tasks ended since something outside did not answer; ``None`` if the log
        does not say: what the metrics say is known all the same.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return self._without_answer(function, since, until, failed)
        except (Unavailable, BotoCoreError, ClientError):
            return None

    def _without_answer(
        self, function: str, since: datetime, until: datetime, most: int
    ) -> int | None:
        asked: dict[str, Any] = {
            "logGroupName": self._log_group(function),
            "startTime": int(since.timestamp() * 1000),
            "endTime": int(until.timestamp() * 1000),
            "filterPattern": f'{{ $.outcome = "{NO_ANSWER}" }}',
        }
        count = 0
        for _ in range(_MOST_PAGES):
            with aws_errors("The logs"):
                found = self._clients.get("logs").filter_log_events(**asked)
            lines = (line_of(one.get("message", "")) for one in found.get("events", []))
            count += len([one for one in lines if one.get("outcome") == NO_ANSWER])
            if count >= most or not (token := found.get("nextToken")):
                return min(most, count)
            asked["nextToken"] = token
        return None  # the log has more than was read

    def _points(
        self, metric: Mapping[str, Any], since: datetime, until: datetime
    ) -> Sequence[Mapping[str, Any]]:
        """A metric's data points, of one that is described as an alarm's event does."""
        named = metric.get("metric", {})
        statistic = str(metric.get("stat", "Sum"))
        kind = "Statistics" if statistic[:1].isupper() else "ExtendedStatistics"
        with aws_errors("The metrics"):
            answer = self._clients.get("cloudwatch").get_metric_statistics(
                Namespace=str(named.get("namespace", "")),
                MetricName=str(named.get("name", "")),
                Dimensions=[
                    {"Name": name, "Value": value}
                    for name, value in named.get("dimensions", {}).items()
                ],
                StartTime=since,
                EndTime=until,
                Period=int(metric.get("period", 300)),
                **{kind: [statistic]},
            )
        points: Sequence[Mapping[str, Any]] = answer.get("Datapoints", [])
        return points

    def _made_again(self, queue: str, url: str, message: Mapping[str, Any]) -> bool:
        """Makes one call again, and deletes its message. A batch of the outbox's stream needs nothing:
        the minute's sweep does what the stream did not.
        """
        if queue != _OUTBOX:
            call = call_of(message)
            if call is None or not self._is_ours(call[0]):
                return False
            self._invoke(*call)
        with aws_errors("The queues"):
            self._clients.get("sqs").delete_message(
                QueueUrl=url, ReceiptHandle=message["ReceiptHandle"]
            )
        return True

    def _shown(self, url: str, messages: Sequence[Mapping[str, Any]]) -> None:
        """Has the alarm see again what stays in a queue: it counts visible messages only."""
        for begin in range(0, len(messages), _AT_A_TIME):
            entries = [
                {"Id": str(at), "ReceiptHandle": one["ReceiptHandle"], "VisibilityTimeout": 0}
                for at, one in enumerate(messages[begin : begin + _AT_A_TIME])
            ]
            with suppress(Unavailable), aws_errors("The queues"):  # soon it is seen anyway
                self._clients.get("sqs").change_message_visibility_batch(
                    QueueUrl=url, Entries=entries
                )

    def _invoke(self, function: str, payload: Any) -> None:
        with aws_errors("The functions"):
            self._clients.get("lambda").invoke(
                FunctionName=function,
                Qualifier=ALIAS,
                InvocationType="Event",
                Payload=json.dumps(payload).encode(),
            )

    def _is_ours(self, function: str) -> bool:
        return function.startswith(f"{self._stack_name}-")

    def _depth(self, url: str) -> int:
        with aws_errors("The queues"):
            answer = self._clients.get("sqs").get_queue_attributes(
                QueueUrl=url, AttributeNames=list(_IN_A_QUEUE)
            )
        return sum(int(answer["Attributes"].get(name, 0)) for name in _IN_A_QUEUE)

    def _versions(self, name: str) -> Iterator[tuple[str, datetime]]:
        asked: dict[str, Any] = {"FunctionName": name}
        while True:
            answer = self._clients.get("lambda").list_versions_by_function(**asked)
            for one in answer["Versions"]:
                if one["Version"].isdigit():
                    yield one["Version"], _moment(one["LastModified"])
            if not (marker := answer.get("NextMarker")):
                return
            asked["Marker"] = marker

    def _log_group(self, function: str) -> str:
        name = self._name(function)
        answer = self._clients.get("lambda").get_function_configuration(FunctionName=name)
        return str((answer.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{name}")

    def _name(self, function: str) -> str:
        return f"{self._stack_name}-{function}"


def _value(point: Mapping[str, Any], statistic: str) -> float:
    value = point.get(statistic, (point.get("ExtendedStatistics") or {}).get(statistic, 0))
    return round(float(value), 3)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("+0000", "+00:00"))

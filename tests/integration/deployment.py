"""The deployed stack from behind: what its tables hold, its bus said, its workflows and workers do."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import httpx
from boto3.dynamodb.types import Binary, TypeDeserializer
from botocore.exceptions import ClientError

from baton.memory.episode_index import ALIAS as ALIAS_OF_EPISODES
from baton.persistence.documents import compressed, text_of
from baton.persistence.timestamps import moment_text
from infra.function_specs import ALIAS, function_specs
from infra.local.places import ROOT, clean_environment
from infra.local.stack import LocalStack
from infra.names import in_camel_case
from infra.table_specs import table_specs


def _readable(value: Any) -> Any:
    """A value as it is, but a document as its text."""
    return text_of(value.value) if isinstance(value, Binary) else value


_LISTENER = "listener"
_WORKER_SECONDS = 60


class Deployment:
    """One deployed stack. ``outputs`` are the addresses of ``LocalStack.deploy``."""

    def __init__(self, stack: LocalStack, outputs: dict[str, Any]) -> None:
        self._stack = stack
        self._names: dict[str, str] = outputs["stack"]
        self._heard: list[dict[str, Any]] = []

    # -- tables -------------------------------------------------------------------------------

    def items(self, table: str, **where: str) -> list[dict[str, Any]]:
        """Every item of a table whose attributes are as ``where`` says."""
        plain = TypeDeserializer().deserialize
        pages = (
            self._client("dynamodb")
            .get_paginator("scan")
            .paginate(
                TableName=self._names[f"{in_camel_case(table)}TableName"], ConsistentRead=True
            )
        )
        found = [
            {name: _readable(plain(value)) for name, value in item.items()}
            for page in pages
            for item in page["Items"]
        ]
        return [one for one in found if all(one.get(key) == value for key, value in where.items())]

    def documents(self, table: str) -> list[dict[str, Any]]:
        """Every document of a table that keeps documents."""
        return [json.loads(item["document"]) for item in self.items(table) if "document" in item]

    def count(self, *tables: str) -> dict[str, int]:
        """How many items the tables hold."""
        return {table: len(self.items(table)) for table in tables}

    def lead_known_as(self, external_id: str) -> dict[str, Any] | None:
        """The stored lead with the caller's id; fails if there are two."""
        # What an erased lead leaves has no document.
        kept = (item for item in self.items("leads") if "document" in item)
        leads = [json.loads(item["document"]) for item in kept]
        found = [lead for lead in leads if lead["details"].get("external_id") == external_id]
        assert len(found) <= 1, f"{external_id} is stored {len(found)} times"
        return found[0] if found else None

    def case(self, escalation_id: str) -> dict[str, Any]:
        """A case as it is kept, with its task token."""
        (item,) = self.items("escalations", escalation_id=escalation_id)
        kept: dict[str, Any] = json.loads(item["document"])
        return kept

    def planned(self, lead_id: str) -> list[dict[str, Any]]:
        """The interactions that were planned for a lead."""
        kept = [
            json.loads(item["document"]) for item in self.items("interactions", lead_id=lead_id)
        ]
        return [one for one in kept if one["kind"] == "planned"]

    # -- events -------------------------------------------------------------------------------

    def listen(self) -> None:
        """Has every event of the bus kept from now on."""
        events, pattern = self._client("events"), json.dumps({"source": ["baton"]})
        described = self._client("sqs").get_queue_attributes(
            QueueUrl=self._ear, AttributeNames=["QueueArn"]
        )
        arn, bus = described["Attributes"]["QueueArn"], self._names["BusName"]
        events.put_rule(Name=_LISTENER, EventBusName=bus, EventPattern=pattern)
        events.put_targets(
            Rule=_LISTENER, EventBusName=bus, Targets=[{"Id": _LISTENER, "Arn": arn}]
        )

    def heard(self, event: str, **payload: Any) -> list[dict[str, Any]]:
        """The messages of events so far with such a payload."""
        queue = self._client("sqs")
        while got := queue.receive_message(QueueUrl=self._ear, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            self._heard += [json.loads(one["Body"]) for one in got]
            for one in got:
                queue.delete_message(QueueUrl=self._ear, ReceiptHandle=one["ReceiptHandle"])
        return [
            one["detail"]
            for one in self._heard
            if one["detail-type"] == event and payload.items() <= one["detail"]["payload"].items()
        ]

    def mails(self) -> list[dict[str, Any]]:
        """Every mail that SES took."""
        asked = httpx.get(f"{self._stack.aws.endpoint}/_ministack/ses/messages")
        accounts = asked.raise_for_status().json()["messages"]
        return [mail for mails in accounts.values() for mail in mails]

    # -- workers ------------------------------------------------------------------------------

    def sweep(self) -> None:
        """Wakes the deployed outbox as its schedule does every minute."""
        self._client("lambda").invoke(
            FunctionName=f"Baton-outbox:{ALIAS}", Payload=json.dumps({"sweep": True})
        )

    def hasten(self) -> None:
        """What was put off in the outbox is due now, as if the time had passed."""
        table, now = self._names["OutboxTableName"], moment_text(datetime.now(UTC))
        for entry in self.items("outbox", state="deferred"):
            with suppress(ClientError):  # somebody has taken it meanwhile
                self._client("dynamodb").update_item(
                    TableName=table,
                    Key={"entry_id": {"S": entry["entry_id"]}},
                    UpdateExpression="SET available_at = :now",
                    ConditionExpression="#state = :deferred",
                    ExpressionAttributeNames={"#state": "state"},
                    ExpressionAttributeValues={":now": {"S": now}, ":deferred": {"S": "deferred"}},
                )

    def carry_out(self) -> None:
        """Wakes the deployed outreach as its schedule does every minute."""
        task = {"task": {}, "trace": {"correlation_id": "outreach-sweep"}}
        self._client("lambda").invoke(
            FunctionName=f"Baton-outreach:{ALIAS}", Payload=json.dumps(task)
        )

    def hasten_steps(self, number: int) -> None:
        """The planned steps of that number are due now, as if the time had passed."""
        table, now = self._names["EffectsTableName"], moment_text(datetime.now(UTC))
        for effect in self.items("effects", state="planned"):
            document = json.loads(effect["document"])
            step = document.get("parameters", {}).get("step")
            if step != number or effect["due_at"] <= now:
                continue
            with suppress(ClientError):  # outreach has changed it meanwhile
                self._client("dynamodb").update_item(
                    TableName=table,
                    Key={"effect_id": {"S": effect["effect_id"]}},
                    UpdateExpression="SET document = :document, due_at = :now",
                    ConditionExpression="version = :read",
                    ExpressionAttributeValues={
                        ":document": {"B": compressed(json.dumps(document | {"due_at": now}))},
                        ":now": {"S": now},
                        ":read": {"N": str(effect["version"])},
                    },
                )

    @contextmanager
    def outbox_asleep(self) -> Iterator[None]:
        """Nobody but a worker of ours takes up what is in the outbox."""
        self._wake_outbox(awake=False)
        try:
            yield
        finally:
            self._wake_outbox(awake=True)

    def leave_undone(self, *subject_ids: str) -> None:
        """Deletes what the outbox, which must be asleep, has to do about these."""
        table = self._names["OutboxTableName"]
        for entry in self.items("outbox"):
            if entry["subject_id"] in subject_ids:
                key = {"entry_id": {"S": entry["entry_id"]}}
                self._client("dynamodb").delete_item(TableName=table, Key=key)

    def work(
        self, function: str, event: dict[str, Any], *, dies: str = "never", **settings: str
    ) -> "subprocess.CompletedProcess[str]":
        """Has a worker of a deployed function, with its environment and ``settings``, handle an
        event; ``dies`` as in ``dying_worker``.
        """
        module = next(spec.module for spec in function_specs() if spec.name == function)
        deployed = self._client("lambda").get_function_configuration(
            FunctionName=f"Baton-{function}"
        )
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", "tests.integration.dying_worker", module, dies],
            cwd=ROOT,
            env={
                **clean_environment(),
                "PYTHONPATH": f"{ROOT}:{ROOT / 'layers' / 'baton' / 'python'}",
                "AWS_ENDPOINT_URL": self._stack.aws.endpoint,
                **deployed["Environment"]["Variables"],
                **settings,
            },
            input=json.dumps(event),
            capture_output=True,
            text=True,
            timeout=_WORKER_SECONDS,
            check=False,
        )

    # -- files --------------------------------------------------------------------------------

    def drop(self, key: str, content: str | bytes) -> None:
        """Puts a file into the intake bucket."""
        body = content.encode() if isinstance(content, str) else content
        self._client("s3").put_object(Bucket=self._bucket, Key=key, Body=body)

    def take_away(self, key: str) -> None:
        """Deletes a file of the intake bucket."""
        self._client("s3").delete_object(Bucket=self._bucket, Key=key)

    def summaries(self, key: str) -> list[dict[str, Any]]:
        """What was told of the file ``key``, for every import of it, the oldest first."""
        found = [
            json.loads(self.read(name))
            for name in self._keys("results/")
            if name.endswith(".summary.json")
        ]
        of_file = [one for one in found if one["file"] == key]
        return sorted(of_file, key=lambda one: str(one["started_at"]))

    def tables(self) -> list[str]:
        """The name of every table."""
        return list(table_specs())

    def objects(self) -> Iterator[tuple[str, str]]:
        """Every version of every file of the intake bucket, by its key."""
        client, place = self._client("s3"), {"Bucket": self._bucket}
        for page in client.get_paginator("list_object_versions").paginate(**place):
            for one in page.get("Versions", ()):
                kept = client.get_object(**place, Key=one["Key"], VersionId=one["VersionId"])
                yield one["Key"], kept["Body"].read().decode("utf-8", "replace")

    @staticmethod
    def episodes(url: str) -> str:
        """Every episode, as the search server tells them."""
        wanted = {"query": {"match_all": {}}, "size": 10_000}
        asked = httpx.post(
            f"{url}/{ALIAS_OF_EPISODES}/_search?ignore_unavailable=true", json=wanted
        )
        return asked.raise_for_status().text

    def read(self, key: str) -> str:
        """A file of the intake bucket."""
        body = self._client("s3").get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return str(body.decode("utf-8-sig"))

    def _keys(self, prefix: str) -> list[str]:
        pages = self._client("s3").get_paginator("list_objects_v2")
        listed = pages.paginate(Bucket=self._bucket, Prefix=prefix)
        return [one["Key"] for page in listed for one in page.get("Contents", ())]

    # -- workflows and logs -------------------------------------------------------------------

    def executions(self, workflow: str) -> dict[str, str]:
        """The status of every execution of a Standard workflow, by its name."""
        arn = self._names[f"{in_camel_case(workflow)}Arn"]
        pages = self._client("stepfunctions").get_paginator("list_executions")
        listed = pages.paginate(stateMachineArn=arn)
        return {one["name"]: one["status"] for page in listed for one in page["executions"]}

    def log(self) -> str:
        """All that functions and workflows have written, and what the local AWS printed."""
        logs = self._client("logs")
        pages = logs.get_paginator("describe_log_groups").paginate()
        groups = [one["logGroupName"] for page in pages for one in page["logGroups"]]
        lines = [self._stack.aws.log.read_text("utf-8", "replace")]
        for group in groups:
            for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group):
                lines += [event["message"] for event in page["events"]]
        return "\n".join(lines)

    # -- inside -------------------------------------------------------------------------------

    def _wake_outbox(self, *, awake: bool) -> None:
        functions = self._client("lambda")
        for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
            if ":Baton-outbox" in mapping["FunctionArn"]:
                functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=awake)
        scheduler = self._client("scheduler")
        known = scheduler.get_schedule(Name="Baton-outbox-sweep")
        kept = ("Name", "ScheduleExpression", "FlexibleTimeWindow", "Target")
        scheduler.update_schedule(
            State="ENABLED" if awake else "DISABLED", **{name: known[name] for name in kept}
        )

    @cached_property
    def _ear(self) -> str:
        return str(self._client("sqs").create_queue(QueueName=_LISTENER)["QueueUrl"])

    @cached_property
    def _bucket(self) -> str:
        return self._names["IntakeBucketName"]

    @cached_property
    def _clients(self) -> dict[str, Any]:
        return {}

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self._stack.aws.client(service)
        return self._clients[service]

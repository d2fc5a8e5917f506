"""A local AWS for the conformance suites, and the tables of ``infra/tables`` on it, without a stack to
deploy first.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import PrivateAttr

from baton.aws.clients import Clients
from baton.core.settings import Settings
from baton.runtime.platform import Platform
from infra.local.places import ROOT
from infra.table_specs import table_specs
from tests.fakes.platform.agents import AGENTS
from tests.fakes.platform.clock import SteerableClock

REGION, ACCOUNT = "us-east-1", "000000000000"
START_SECONDS = 60


def table_request(name: str, table_name: str) -> dict[str, Any]:
    """The CreateTable request of a table of ``infra/tables``."""
    spec = table_specs()[name]
    own = (spec.key, spec.sort) if spec.sort else (spec.key,)
    kinds = {
        "GlobalSecondaryIndexes": dict(spec.indexes),
        "LocalSecondaryIndexes": {
            index: (spec.key, sort) for index, sort in spec.local_indexes.items()
        },
    }
    keys = [own, *(key for indexes in kinds.values() for key in indexes.values())]
    request: dict[str, Any] = {
        "TableName": table_name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _schema(own),
        "AttributeDefinitions": [
            {"AttributeName": attribute, "AttributeType": "N" if attribute in spec.number else "S"}
            for attribute in sorted({attribute for key in keys for attribute in key})
        ],
    }
    projection = {"ProjectionType": "ALL" if spec.whole else "KEYS_ONLY"}
    for kind, indexes in kinds.items():
        if indexes:
            request[kind] = [
                {"IndexName": index, "KeySchema": _schema(key), "Projection": projection}
                for index, key in indexes.items()
            ]
    return request


def _schema(key: Sequence[str]) -> list[dict[str, str]]:
    return [
        {"AttributeName": attribute, "KeyType": kind}
        for attribute, kind in zip(key, ("HASH", "RANGE"), strict=False)
    ]


class Queue:
    """A queue that hears what others send."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self.url = url

    def heard(self) -> list[Any]:
        """What came since the last time, each a JSON text that is read; waits up to a second."""
        answer = self._client.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10, WaitTimeSeconds=1
        )
        messages = answer.get("Messages", [])
        for message in messages:
            self._client.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in messages]


class _TablesOnUse(Settings):
    """Settings whose tables are made when they are asked for: a test needs a few of all."""

    _make: Callable[[str], None] = PrivateAttr()

    def make_with(self, make: Callable[[str], None]) -> None:
        """``make`` is called with the name of a table before each use, as ``leads``."""
        self._make = make

    def table(self, name: str) -> str:
        """See ``Settings``."""
        self._make(name)
        return super().table(name)


class LocalAws:
    """A running local AWS."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.clients = Clients(region=REGION, endpoint=endpoint)
        self._sets = 0

    def platform(self) -> Platform:
        """The real parts on tables and a bucket of their own, with a clock that stands still."""
        self._sets += 1
        prefix = f"set{self._sets}"
        database = self.clients.get("dynamodb")
        self.clients.get("s3").create_bucket(Bucket=f"{prefix}-intake")
        made: set[str] = set()
        one_at_a_time = Lock()

        def make(name: str) -> None:
            with one_at_a_time:
                if name not in made:
                    database.create_table(**table_request(name, f"{prefix}-{name}"))
                    made.add(name)

        settings = _TablesOnUse.model_validate(
            {
                "tables": {name: f"{prefix}-{name}" for name in table_specs()},
                "bus_name": "default",
                "agents": ",".join(AGENTS),
                "intake_bucket": f"{prefix}-intake",
                "workflows": {
                    name: self._machine(name)
                    for name in ("lead_pipeline", "campaign_review", "escalation_case")
                },
            }
        )
        settings.make_with(make)
        platform = Platform(settings, self.clients)
        platform.clock = SteerableClock()
        return platform

    def queue(self, name: str) -> "Queue":
        """A new queue."""
        import boto3

        client = boto3.client("sqs", region_name=REGION, endpoint_url=self.endpoint)
        return Queue(client, client.create_queue(QueueName=name)["QueueUrl"])

    def machine(self, name: str, states: dict[str, Any], *, kind: str = "EXPRESS") -> None:
        """Makes a state machine that starts with the first of ``states``."""
        definition = {"StartAt": next(iter(states)), "States": states}
        self.clients.get("stepfunctions").create_state_machine(
            name=name,
            definition=json.dumps(definition),
            roleArn=f"arn:aws:iam::{ACCOUNT}:role/any",
            type=kind,
        )

    @staticmethod
    def _machine(name: str) -> str:
        return f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{name}"


@contextmanager
def local_aws(folder: Path, module: str = "infra.local.ministack_main") -> Iterator[LocalAws]:
    """Starts a local AWS on a free port in a folder, and ends it, by its own pid."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "PYTHONPATH": str(ROOT),
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "TMPDIR": str(folder),
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 (ours)
            [sys.executable, "-m", module],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        endpoint = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + START_SECONDS
        while not _answers(endpoint):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the local AWS did not start; its log is {folder / 'log'}")
            time.sleep(0.05)
        yield LocalAws(endpoint)
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # nothing of it is kept
        process.wait()


def _answers(endpoint: str) -> bool:
    try:
        with urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=2) as answer:  # noqa: S310 (ours)
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False

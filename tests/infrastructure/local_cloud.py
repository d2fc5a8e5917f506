"""A local AWS with stand-ins for the functions, on which a workflow's definition is run as it is."""

import io
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REGION, ACCOUNT = "us-east-1", "000000000000"
_START_SECONDS = 60


class LocalCloud:
    """One running local AWS and clients for it."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    def client(self, service: str) -> Any:
        """A client with the endpoint and keys of the local AWS."""
        import boto3
        from botocore.config import Config

        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(inject_host_prefix=False),  # else sync-127.0.0.1, which nobody resolves
        )

    def function(self, name: str, code: str) -> str:
        """Makes a function of this code, publishes it, and gives the ARN of its alias ``live``."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("index.py", code)
        functions = self.client("lambda")
        functions.create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=f"arn:aws:iam::{ACCOUNT}:role/stand-in",
            Handler="index.handler",
            Timeout=20,
            Code={"ZipFile": packed.getvalue()},
        )
        version = functions.publish_version(FunctionName=name)["Version"]
        alias = functions.create_alias(FunctionName=name, Name="live", FunctionVersion=version)
        return str(alias["AliasArn"])

    def machine(
        self, name: str, definition: Mapping[str, Any], values: Mapping[str, str], *, express: bool
    ) -> str:
        """Makes a state machine, its placeholders filled as the deployment fills them."""
        text = re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], json.dumps(definition))
        made = self.client("stepfunctions").create_state_machine(
            name=name,
            definition=text,
            roleArn=f"arn:aws:iam::{ACCOUNT}:role/stand-in",
            type="EXPRESS" if express else "STANDARD",
        )
        return str(made["stateMachineArn"])

    def run(self, machine: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Runs an Express workflow to its end."""
        ended = self.client("stepfunctions").start_sync_execution(
            stateMachineArn=machine, input=json.dumps(given)
        )
        return dict(ended)

    def finish(self, execution: str, seconds: float = 60) -> dict[str, Any]:
        """Waits for the end of a Standard execution."""
        machines, until = self.client("stepfunctions"), time.monotonic() + seconds
        while time.monotonic() < until:
            described = machines.describe_execution(executionArn=execution)
            if described["status"] != "RUNNING":
                return dict(described)
            time.sleep(0.1)
        raise TimeoutError(f"{execution} was still running after {seconds} s")


@contextmanager
def local_cloud(state: Path) -> Iterator[LocalCloud]:
    """A local AWS that keeps its files in ``state`` and ends with the block."""
    port = _free_port()
    environment = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ
    } | {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "IOT_MTLS_ENABLED": "0",
        "S3_DATA_DIR": str(state / "s3"),
        "STATE_DIR": str(state / "state"),
    }
    with (state / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "ministack"], env=environment, cwd=state, stdout=log, stderr=log
        )
    try:
        endpoint = f"http://127.0.0.1:{port}"
        _wait_until_healthy(server, endpoint, state / "log")
        yield LocalCloud(endpoint)
    finally:
        server.kill()  # nothing of it is kept, so it need not put its state away
        server.wait()


def _wait_until_healthy(server: "subprocess.Popen[bytes]", endpoint: str, log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the local AWS did not start: {log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

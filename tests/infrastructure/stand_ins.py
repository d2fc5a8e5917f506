"""Functions that play agents, and the workflows' own definitions with them, on a local AWS."""

import io
import json
import re
import time
import zipfile
from collections.abc import Mapping
from typing import Any

import boto3
from botocore.config import Config

from tests.contract.aws import ACCOUNT, REGION, LocalAws

ROLE = f"arn:aws:iam::{ACCOUNT}:role/stand-in"
ENDS_SECONDS = 60.0


class Stage:
    """A local AWS on which stand-ins play."""

    def __init__(self, aws: LocalAws) -> None:
        self._aws = aws

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self._aws.endpoint,
            region_name=REGION,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key=ACCOUNT,
            config=Config(inject_host_prefix=False),
        )

    def player(self, name: str, part: str) -> str:
        """A function whose ``handler`` is in ``part``; gives the ARN of its alias ``live``."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("index.py", part)
        functions = self.client("lambda")
        functions.create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=ROLE,
            Handler="index.handler",
            Timeout=20,
            Code={"ZipFile": packed.getvalue()},
        )
        version = functions.publish_version(FunctionName=name)["Version"]
        alias = functions.create_alias(FunctionName=name, Name="live", FunctionVersion=version)
        return str(alias["AliasArn"])

    def aliases(self, *names: str) -> dict[str, str]:
        """The ARNs of players that are there, by their names."""
        functions = self.client("lambda")
        return {
            name: str(functions.get_alias(FunctionName=name, Name="live")["AliasArn"])
            for name in names
        }

    def machine(
        self,
        name: str,
        definition: Mapping[str, Any],
        values: Mapping[str, str],
        *,
        express: bool = True,
    ) -> str:
        """A state machine, its placeholders filled as the deployment fills them."""
        text = re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], json.dumps(definition))
        made = self.client("stepfunctions").create_state_machine(
            name=name, definition=text, roleArn=ROLE, type="EXPRESS" if express else "STANDARD"
        )
        return str(made["stateMachineArn"])

    def run(self, machine: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What an Express workflow ends with. Fails if it fails."""
        ended = self.client("stepfunctions").start_sync_execution(
            stateMachineArn=machine, input=json.dumps(given)
        )
        assert ended["status"] == "SUCCEEDED", f"{ended.get('error')}: {ended.get('cause')}"
        output: dict[str, Any] = json.loads(ended["output"])
        return output

    def failure(self, machine: str, given: Mapping[str, Any]) -> str:
        """How an Express workflow fails."""
        ended = self.client("stepfunctions").start_sync_execution(
            stateMachineArn=machine, input=json.dumps(given)
        )
        return str(ended["status"])

    def finished(self, machine: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """What a Standard workflow ends with, and the states it went through."""
        machines = self.client("stepfunctions")
        started = machines.start_execution(stateMachineArn=machine, input=json.dumps(given))
        execution, until = started["executionArn"], time.monotonic() + ENDS_SECONDS
        while (ended := machines.describe_execution(executionArn=execution))["status"] == "RUNNING":
            assert time.monotonic() < until, f"{execution} runs on"
            time.sleep(0.05)
        assert ended["status"] == "SUCCEEDED", f"{ended.get('error')}: {ended.get('cause')}"
        events = machines.get_execution_history(executionArn=execution)["events"]
        entered = [event.get("stateEnteredEventDetails") for event in events]
        return json.loads(ended["output"]), [state["name"] for state in entered if state]

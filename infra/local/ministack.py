"""MiniStack, the local AWS, as a process of ours: started on a free port, ended by its own pid."""

import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config

from infra.local.places import ACCOUNT, REGION, clean_environment
from infra.local.process import Note

START_SECONDS = 30.0
STOP_SECONDS = 20.0
FIRST_PORT = 4566
"""The port people expect a local AWS on; taken when it is free."""


class LocalFailure(Exception):
    """Something that the person at the keyboard must see; its text says what to do."""


@dataclass(frozen=True, slots=True)
class MiniStack:
    """One instance. Its state lives in ``folder``: ``state``, ``log``, ``tmp``, ``process.json``."""

    folder: Path

    @property
    def log(self) -> Path:
        """What it prints."""
        return self.folder / "ministack.log"

    @property
    def endpoint(self) -> str:
        """Where it answers, as ``http://127.0.0.1:4566``. Raises ``LocalFailure`` if it is down."""
        process = self._note.read()
        if process is None:
            raise LocalFailure("The local AWS is not running. Start it with: make up")
        return f"http://127.0.0.1:{process['port']}"

    def is_running(self) -> bool:
        """Whether its process lives and answers."""
        process = self._note.read()
        return process is not None and _answers(int(process["port"]))

    def start(self, environment: dict[str, str] | None = None) -> str:
        """Starts it and gives its endpoint when it answers. Raises ``LocalFailure`` with the log."""
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        # Another stack that starts at the same moment may take the port between our look and our use.
        for wanted in (FIRST_PORT, 0):
            if self._started(_free_port(wanted), environment or {}):
                return self.endpoint
        raise LocalFailure(f"The local AWS did not start. Its log: {self.log}")

    def _started(self, port: int, environment: dict[str, str]) -> bool:
        """Whether it runs at a port now, and answers: it, and not another one that is there."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "infra.local.ministack_main"],
                cwd=self.folder,
                env=self._environment(port) | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._note.write(process.pid, port)
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            if _answers(port) and process.poll() is None:
                return True
            time.sleep(0.05)
        self.stop()
        return False

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Ends it: politely, so that it writes its state in ``seconds``, then firmly. Says whether there
        was one.
        """
        was_there = self._note.end(seconds)
        if was_there:
            shutil.rmtree(self.folder / "tmp", ignore_errors=True)
        return was_there

    def client(self, service: str) -> Any:
        """A boto3 client of a service. The sync host prefix of Step Functions is left off."""
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key=ACCOUNT,
            config=Config(inject_host_prefix=False, retries={"mode": "standard"}),
        )

    @property
    def _note(self) -> Note:
        return Note(self.folder)

    def _environment(self, port: int) -> dict[str, str]:
        state = self.folder / "state"
        return clean_environment(self.folder / "tmp") | {
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "IOT_MTLS_ENABLED": "0",
            "PERSIST_STATE": "1",
            "S3_PERSIST": "1",
            "STATE_DIR": str(state),
            "S3_DATA_DIR": str(state / "s3"),
            "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
            "LOG_LEVEL": "WARNING",
        }


def _free_port(first: int) -> int:
    for wanted in (first, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            port: int = probe.getsockname()[1]
            return port
    raise LocalFailure("No port is free on 127.0.0.1.")


def _answers(port: int) -> bool:
    try:
        url = f"http://127.0.0.1:{port}/_ministack/health"
        return httpx.get(url, timeout=2.0).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False

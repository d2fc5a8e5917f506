"""The stand-ins of the ad platforms as a process of ours, beside the local AWS."""

import json
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import httpx

from infra.local.ministack import LocalFailure
from infra.local.places import clean_environment
from infra.local.process import Note

START_SECONDS = 30.0
STOP_SECONDS = 5.0
FIRST_PORT, LAST_PORT = 9300, 9399

CREDENTIALS: dict[str, dict[str, str]] = {
    "google": {
        "customer_id": "1234567890",
        "developer_token": "stand-in",
        "client_id": "stand-in",
        "client_secret": "stand-in",
        "refresh_token": "stand-in",
    },
    "meta": {"account_id": "1042", "page_id": "77", "access_token": "stand-in"},
    "linkedin": {
        "account_id": "5077",
        "organization_id": "88",
        "client_id": "stand-in",
        "client_secret": "stand-in",
        "refresh_token": "stand-in",
    },
}
"""What the stand-ins take, by platform; each stands in a secret of the local AWS."""


def secret_name(platform: str) -> str:
    """The name of a platform's secret in the local AWS."""
    return f"baton-local/{platform}-ads"


@dataclass(frozen=True, slots=True)
class AdPlatformsServer:
    """One server. ``folder`` holds its ``state``, ``log``, ``port`` and ``process.json``; the port is
    chosen once, since deployed functions have it in their environment.
    """

    folder: Path

    @property
    def url(self) -> str:
        """Where it answers, or will: the port is chosen when it is first asked for."""
        return f"http://127.0.0.1:{self._port()}"

    def settings(self) -> dict[str, str]:
        """What the functions must be told to reach it, as ``behaviour`` has it."""
        secrets = {f"{one}_ads_secret": secret_name(one) for one in CREDENTIALS}
        return {"ads_base_url": self.url, **secrets}

    def is_running(self) -> bool:
        """Whether its process lives and answers."""
        process = Note(self.folder).read()
        return process is not None and _answers(int(process["port"]))

    def start(self) -> None:
        """Starts it. Raises ``LocalFailure``."""
        self.folder.mkdir(parents=True, exist_ok=True)
        port = self._port()
        with self._log.open("ab") as written:
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "infra.local.ad_platforms",
                    "--state",
                    "state",
                    "--port",
                    str(port),
                ],
                cwd=self.folder,
                env=clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        Note(self.folder).write(process.pid, port)
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise LocalFailure(f"The ad platforms' stand-ins did not start. Log: {self._log}")
            time.sleep(0.05)

    def stop(self) -> bool:
        """Ends it; what it kept stays. Says whether it ran."""
        return Note(self.folder).end(STOP_SECONDS)

    def keep_secrets(self, secrets: Any) -> None:
        """Puts what the stand-ins take into the local AWS, by its client of Secrets Manager."""
        for platform, given in CREDENTIALS.items():
            name, text = secret_name(platform), json.dumps(given)
            try:
                secrets.create_secret(Name=name, SecretString=text)
            except secrets.exceptions.ResourceExistsException:
                secrets.put_secret_value(SecretId=name, SecretString=text)

    @property
    def _log(self) -> Path:
        return self.folder / "ads.log"

    def _port(self) -> int:
        chosen = self.folder / "port"
        if chosen.exists():
            return int(chosen.read_text(encoding="utf-8"))
        self.folder.mkdir(parents=True, exist_ok=True)
        port = _free_port(crc32(str(self.folder.resolve()).encode()))
        chosen.write_text(str(port), encoding="utf-8")
        return port


def _free_port(start: int) -> int:
    number = LAST_PORT - FIRST_PORT + 1
    for offset in range(number):
        port = FIRST_PORT + (start + offset) % number
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise LocalFailure(f"No port from {FIRST_PORT} to {LAST_PORT} is free on 127.0.0.1.")


def _answers(port: int) -> bool:
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/_control/state", timeout=2.0)
        return answer.status_code == httpx.codes.OK and "google" in answer.json()
    except (httpx.HTTPError, ValueError):
        return False

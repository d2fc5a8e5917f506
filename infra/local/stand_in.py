"""A stand-in for systems of others as a process of ours, beside the local AWS.

``python -m MODULE --port P --state DIR`` serves on 127.0.0.1 and answers ``GET /`` with its name as
``service``. The port is chosen once: functions that were deployed have the address in their environment.
"""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import httpx

from infra.local.ministack import LocalFailure
from infra.local.places import clean_environment
from infra.local.process import Note
from infra.local.search import is_free

START_SECONDS = 20.0
STOP_SECONDS = 3.0
PORTS = 100
"""How many ports are looked at, from the first on."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """One stand-in. ``folder`` holds its state, ``log``, ``port`` and ``process.json``."""

    folder: Path
    module: str
    service: str
    first_port: int

    @property
    def url(self) -> str:
        """Where it answers, or will once it runs. Raises ``LocalFailure`` if no port is free."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """Its port, chosen when it is first asked for."""
        chosen = self.folder / "port"
        if chosen.exists():
            return int(chosen.read_text(encoding="utf-8"))
        start = crc32(str(self.folder.resolve()).encode())
        ports = (self.first_port + (start + offset) % PORTS for offset in range(PORTS))
        port = next(filter(is_free, ports), None)
        if port is None:
            raise LocalFailure(f"No port from {self.first_port} on is free on 127.0.0.1.")
        self.folder.mkdir(parents=True, exist_ok=True)
        chosen.write_text(str(port), encoding="utf-8")
        return port

    def is_running(self) -> bool:
        """Whether its process lives and answers."""
        process = Note(self.folder).read()
        return process is not None and self._answers()

    def start(self) -> str:
        """Starts it if it does not run, and gives its address. Raises ``LocalFailure``."""
        if self.is_running():
            return self.url
        self.stop()
        port, log = self.port, self.folder / "log"
        with log.open("ab") as written:
            process = subprocess.Popen(
                [sys.executable, "-m", self.module, "--port", str(port), "--state", "state"],
                cwd=self.folder,
                env=clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        Note(self.folder).write(process.pid, port)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise LocalFailure(f"{self.module} did not start on port {port}. Its log: {log}")
            time.sleep(0.05)
        return self.url

    def stop(self) -> bool:
        """Ends it; what it kept stays. Says whether it ran."""
        return Note(self.folder).end(STOP_SECONDS)

    def _answers(self) -> bool:
        try:
            answer = httpx.get(f"{self.url}/", timeout=2.0)
            return bool(answer.json().get("service") == self.service)
        except (httpx.HTTPError, ValueError):
            return False

"""A local server as a process of ours, beside the local AWS."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from infra.local.ministack import LocalFailure
from infra.local.places import clean_environment
from infra.local.process import Note

START_SECONDS = 60.0
STOP_SECONDS = 5.0
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class LocalServer:
    """One server. ``folder`` holds what it keeps, its ``log``, ``port`` and ``process.json``.

    ``arguments`` are what Python runs for a port, and ``answers`` asks whether it is there. The port,
    one of ``ports``, is chosen once: functions that were deployed have the address in their environment.
    """

    name: str
    folder: Path
    arguments: Callable[[int], list[str]]
    answers: Callable[[int], bool]
    ports: range
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where it answers, as ``127.0.0.1:9200``. Raises ``LocalFailure`` if it is down."""
        process = Note(self.folder).read()
        if process is None:
            raise LocalFailure(f"{self.name} is not running. Start it with: make up")
        return f"127.0.0.1:{process['port']}"

    def is_running(self) -> bool:
        """Whether its process lives and answers."""
        process = Note(self.folder).read()
        return process is not None and self.answers(int(process["port"]))

    def start(self) -> str:
        """Starts it and gives its address when it answers. Raises ``LocalFailure``."""
        self.folder.mkdir(parents=True, exist_ok=True)
        chosen_before = self._chosen.exists()
        for _ in range(ATTEMPTS):
            if self._started_on(self._port()):
                return self.address
            if chosen_before:
                break
            self._chosen.unlink()  # another stack was quicker to take the port
        raise LocalFailure(f"{self.name} did not start. Its log: {self._log}")

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Ends it, firmly after ``seconds``; what it kept stays. Says whether it ran."""
        return Note(self.folder).end(seconds)

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    @property
    def _chosen(self) -> Path:
        return self.folder / "port"

    def _started_on(self, port: int) -> bool:
        with self._log.open("ab") as written:
            process = subprocess.Popen(
                [sys.executable, *self.arguments(port)],
                cwd=self.folder,
                env={**clean_environment(), **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        Note(self.folder).write(process.pid, port)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                return False
            time.sleep(0.05)
        return process.poll() is None

    def _port(self) -> int:
        if self._chosen.exists():
            port = int(self._chosen.read_text(encoding="utf-8"))
            if _is_free(port):
                return port
            raise LocalFailure(
                f"Port {port}, which this stack has for {self.name}, is taken by another process."
                f" End that one, or delete {self.folder.parent} to start from nothing."
            )
        port = self._free_port(crc32(str(self.folder.resolve()).encode()))
        self._chosen.write_text(str(port), encoding="utf-8")
        return port

    def _free_port(self, start: int) -> int:
        """A port that the system gives to nobody by itself, so that it is free again next time. Stacks
        begin to look at different ones, so that none takes that of another which is down."""
        for offset in range(len(self.ports)):
            port = self.ports[(start + offset) % len(self.ports)]
            if _is_free(port):
                return port
        raise LocalFailure(
            f"No port from {self.ports[0]} to {self.ports[-1]} is free on 127.0.0.1."
        )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True

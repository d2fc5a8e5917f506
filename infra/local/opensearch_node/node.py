"""A node as a process of ours: on a free port of this machine, ended by its own pid."""

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from infra.local.ministack import LocalFailure
from infra.local.opensearch_node.home import made
from infra.local.opensearch_node.releases import Release, java_home
from infra.local.process import Note

START_SECONDS = 180.0
STOP_SECONDS = 30.0
HTTP_PORTS, TRANSPORT_PORTS = "9400-9499", "9500-9599"
"""Not those of the local OpenSearch of a stack, which keeps its port while it is down."""

_MEMORY = "-Xmx1g"


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a release. ``folder`` holds its ``home`` with ``data``, ``log`` and ``process.json``."""

    release: Release
    folder: Path

    def start(self) -> str:
        """Starts it; gives its address when it answers, as ``http://127.0.0.1:9400``. Raises
        ``LocalFailure``.
        """
        running = Note(self.folder).read()
        if running is not None:
            raise LocalFailure(f"This OpenSearch runs already, as process {running['pid']}.")
        self.folder.mkdir(parents=True, exist_ok=True)
        home = made(self.folder, self.release)
        self._ports.unlink(missing_ok=True)
        with self._log.open("wb") as written:
            process = subprocess.Popen(
                self._command(java_home(self.release), home),
                cwd=self.folder,
                env={"LANG": "C.UTF-8", "PATH": os.defpath},
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        Note(self.folder).write(process.pid, 0)
        deadline = time.monotonic() + START_SECONDS
        while not (port := self._port()):
            if process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise LocalFailure(f"OpenSearch did not start. Its log: {self._log}")
            time.sleep(0.2)
        Note(self.folder).write(process.pid, port)
        return f"http://127.0.0.1:{port}"

    def stop(self) -> bool:
        """Ends it; what it kept stays. Says whether it ran."""
        return Note(self.folder).end(STOP_SECONDS)

    @property
    def _log(self) -> Path:
        return self.folder / "opensearch.log"

    @property
    def _ports(self) -> Path:
        return self.folder / "home" / "logs" / "http.ports"

    def _command(self, java: Path, home: Path) -> list[str]:
        return [
            *(str(java / "bin" / "java"), _MEMORY, "-cp", f"{home}/classes:{home}/lib/*"),
            *("baton.LocalNode", str(home), HTTP_PORTS, TRANSPORT_PORTS),
        ]

    def _port(self) -> int:
        """The port at which it answers; 0 while it does not."""
        if not self._ports.exists():
            return 0
        lines = self._ports.read_text(encoding="utf-8").split()
        found = [int(one.rpartition(":")[2]) for one in lines if one.startswith("127.0.0.1:")]
        return found[0] if found and _answers(found[0]) else 0


def _answers(port: int) -> bool:
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/", timeout=5.0)
        return bool(answer.json().get("cluster_name") == "baton-real")
    except (httpx.HTTPError, ValueError):
        return False

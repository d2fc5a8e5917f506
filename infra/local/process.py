"""A process of ours that lives on after us: noted by its pid, ended by it and never by a name."""

import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_GONE_SECONDS = 5.0
"""How long the system may take to clear away a process that was killed, and to free its port."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is noted of a process that works in ``folder``, in the file ``process.json`` there."""

    folder: Path

    def write(self, pid: int, port: int) -> None:
        """Notes a process that was started."""
        self._path.write_text(json.dumps({"pid": pid, "port": port}), encoding="utf-8")

    def read(self) -> dict[str, Any] | None:
        """The pid and port of the process; ``None`` if that is gone or another's by now."""
        try:
            noted: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return noted if _is_ours(int(noted["pid"]), self.folder) else None

    def end(self, seconds: float) -> bool:
        """Ends the process: politely, and firmly after ``seconds``. Says whether there was one."""
        process = self.read()
        self._path.unlink(missing_ok=True)
        if process is None:
            return False
        pid = int(process["pid"])
        _signal_group(pid, signal.SIGTERM)
        self._wait(pid, seconds)
        _signal_group(pid, signal.SIGKILL)
        self._wait(pid, _GONE_SECONDS)
        return True

    def _wait(self, pid: int, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while _is_ours(pid, self.folder) and time.monotonic() < deadline:
            time.sleep(0.05)

    @property
    def _path(self) -> Path:
        return self.folder / "process.json"


def _is_ours(pid: int, folder: Path) -> bool:
    """Whether the process lives and works in our folder (pids are used again by others)."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    try:
        if _is_a_zombie(pid):
            reaped, _ = os.waitpid(pid, os.WNOHANG)
            return reaped == 0  # its other threads still end, and hold its port until then
        return Path(f"/proc/{pid}/cwd").resolve() == folder.resolve()
    except (OSError, ChildProcessError):
        return not Path("/proc/self").exists()  # no /proc on this system: believe the note


def _is_a_zombie(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"


def _signal_group(pid: int, number: signal.Signals) -> None:
    """Signals the process and the workers it started, which share its group."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return

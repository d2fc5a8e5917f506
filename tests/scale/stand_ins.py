"""The stand-ins of Stripe and EasyPost as processes of their own."""

import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def stand_ins() -> Iterator[dict[str, str]]:
    """The stand-ins of Stripe and EasyPost as processes; their addresses by name."""
    processes: list[subprocess.Popen[bytes]] = []
    urls: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        try:
            for name in ("payments", "carriers"):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", 0))
                    port = probe.getsockname()[1]
                command = [sys.executable, "-m", f"infra.local.{name}", "--port", str(port)]
                command += ["--state", str(Path(folder) / name)]
                processes.append(subprocess.Popen(command))  # noqa: S603 (ours)
                urls[name] = f"http://127.0.0.1:{port}"
                _answers(port)
            yield urls
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)
            for process in processes:
                process.wait()


def _answers(port: int) -> None:
    for _ in range(600):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("a stand-in did not start")

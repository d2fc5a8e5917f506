"""A process that workers of the local AWS are forked from: what functions import is read once.

An interpreter that starts reads botocore, pydantic and the like, and our shared library, for half a
second of CPU, and MiniStack starts one for every function, for every call beside another, and after
every error. Only Linux forks such a process safely; elsewhere, and if it does not answer, interpreters
start as they did.

    python -m infra.local.worker_template FD LIBRARY

serves the socket ``FD``: a request is the length and the JSON of ``[script, folder, environment]``,
with a worker's stdin, stdout and stderr; the answer is its pid. It ends when the socket is closed.
``LIBRARY`` is the folder of a deployed ``baton``, all of which is read, or empty. Functions that were
deployed later may have another: then the next such process takes the place of this one.
"""

import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

PRELOADED = (
    "aws_lambda_powertools",
    "boto3",
    "botocore.handlers",
    "botocore.session",
    "pydantic",
    "pynamodb.models",
)
"""What every function imports of others. Nothing of it, nor of ``baton``, reads a function's environment
while it is imported.
"""

_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""numpy would start others, and a process of several cannot be forked safely."""

_LENGTH = struct.Struct("!I")
_SECONDS = 60.0
"""After which a template that does not answer is not asked again."""


class ForkedWorker:
    """A forked worker as far as MiniStack asks of a ``subprocess.Popen``. It is its template's child, so
    what it ended with is not known: ``returncode`` is ``None`` while it runs and -1 afterwards."""

    def __init__(self, pid: int, stdin: int, stdout: int, stderr: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdin: IO[str] = os.fdopen(stdin, "w", buffering=1, encoding="utf-8")
        self.stdout: IO[str] = os.fdopen(stdout, encoding="utf-8")
        self.stderr: IO[str] = os.fdopen(stderr, encoding="utf-8")
        self._ended = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """``None`` while it runs."""
        return self._waited(0.0)

    def wait(self, timeout: float | None = None) -> int:
        """Returns when it has ended. Raises ``subprocess.TimeoutExpired``."""
        ended = self._waited(timeout)
        if ended is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
        return ended

    def terminate(self) -> None:
        """Asks it to end."""
        self._signalled(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it."""
        self._signalled(signal.SIGKILL)

    def _signalled(self, number: signal.Signals) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._ended, number)

    def _waited(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._ended], [], [], seconds)[0]:
            self.returncode = -1
            os.close(self._ended)
        return self.returncode

    def __del__(self) -> None:
        if self.returncode is None:
            os.close(self._ended)


class WorkerTemplate:
    """Starts workers: by forking the template of their library, else as ``subprocess`` does. Safe to use
    from several threads."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._socket: socket.socket | None = None
        self._read = ""
        self._is_usable = sys.platform == "linux"

    def start(
        self, command: Sequence[str], *, cwd: str, env: Mapping[str, str], **given: Any
    ) -> "ForkedWorker | subprocess.Popen[str]":
        """A worker that runs ``[interpreter, script]``; what else is ``given`` is for ``Popen``."""
        interpreter, *script = command
        if interpreter == sys.executable and len(script) == 1:
            with self._asking:
                if self._is_usable and (worker := self._forked(script[0], cwd, env)):
                    return worker
        return subprocess.Popen(command, cwd=cwd, env=env, **given)

    def _forked(self, script: str, cwd: str, env: Mapping[str, str]) -> ForkedWorker | None:
        request = json.dumps([script, cwd, dict(env)]).encode()
        inward, outward, errors = os.pipe(), os.pipe(), os.pipe()
        ours, theirs = (inward[1], outward[0], errors[0]), (inward[0], outward[1], errors[1])
        try:
            template = self._for(_library(env))
            socket.send_fds(template, [_LENGTH.pack(len(request))], theirs)
            template.sendall(request)
            (pid,) = _LENGTH.unpack(_whole(template, _LENGTH.size))
            return ForkedWorker(pid, *ours)
        except OSError:
            self._is_usable = False
            for one in ours:
                os.close(one)
            return None
        finally:
            for one in theirs:
                os.close(one)

    def _for(self, library: str) -> socket.socket:
        """The connection to a template that has read a library."""
        if self._socket is None or self._read != library:
            if self._socket:
                self._socket.close()
            self._socket, self._read = _started(library), library
        return self._socket


def _library(environment: Mapping[str, str]) -> str:
    """Where ``baton`` is among a function's layers: the only copy, to which they are links."""
    for layer in environment.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep):
        folder = Path(layer).resolve() / "python"
        if layer and (folder / "baton").is_dir():
            return str(folder)
    return ""


def _started(library: str) -> socket.socket:
    """A connection to a new template, which ends with this process."""
    ours, theirs = socket.socketpair()
    with theirs:
        number = theirs.fileno()
        command = [sys.executable, "-m", __name__, str(number), library]
        environment = os.environ | _ONE_THREAD
        subprocess.Popen(command, pass_fds=[number], stdin=subprocess.DEVNULL, env=environment)
    ours.settimeout(_SECONDS)
    return ours


def _whole(connection: socket.socket, length: int) -> bytes:
    """So many bytes. Raises ``EOFError``, an ``OSError`` for the other side, if there are fewer."""
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(length - len(parts))
        if not part:
            raise ConnectionResetError("The other side has gone.")
        parts += part
    return bytes(parts)


def _read(library: str) -> None:
    """Imports what functions need: of others, and all of ``baton`` in a library's folder."""
    for name in PRELOADED:
        importlib.import_module(name)
    if library:
        sys.path.insert(0, library)
        for found in pkgutil.walk_packages([library]):
            importlib.import_module(found.name)
        sys.path.remove(library)


def _serve(connection: socket.socket, library: str) -> None:
    """Forks a worker for every request, until the other side has gone."""
    _read(library)
    gc.freeze()  # what is shared is not written to by counting through it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ended is forgotten at once
    while True:
        length, streams, _, _ = socket.recv_fds(connection, _LENGTH.size, 3)
        if not length:
            return
        request = json.loads(_whole(connection, _LENGTH.unpack(length)[0]))
        pid = os.fork()
        if not pid:
            connection.close()
            _become(streams, *request)
        for one in streams:
            os.close(one)
        connection.sendall(_LENGTH.pack(pid))


def _become(
    streams: Sequence[int], script: str, folder: str, environment: Mapping[str, str]
) -> NoReturn:
    """Runs a script as if an interpreter had been started for it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for target, stream in enumerate(streams):
        os.dup2(stream, target)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv[:] = [script]
    sys.path[0] = str(Path(script).parent)
    try:
        runpy.run_path(script, run_name="__main__")
    except BaseException:  # noqa: BLE001 said as an interpreter says it
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as there:
        _serve(there, sys.argv[2])

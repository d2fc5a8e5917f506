"""The local OpenSearch, beside the local AWS."""

from pathlib import Path

import httpx

from infra.local.server import LocalServer

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""Comparing with all vectors waits for memory, not for processors, and those are needed elsewhere."""

PORTS = range(9200, 9300)
"""The port people expect an OpenSearch on, and those after it, one for each stack."""


<<<<<<< HEAD
def search_server(folder: Path) -> LocalServer:
    """The server that keeps its ``data`` in a folder."""
    return LocalServer(
        "The local OpenSearch",
        folder,
        lambda port: ["-m", "infra.local.opensearch", "data", str(port)],
        _answers,
        PORTS,
        ONE_THREAD,
    )
=======
@dataclass(frozen=True, slots=True)
class SearchServer:
    """One server. ``folder`` holds its ``data``, ``log``, ``port`` and ``process.json``.

    The port is chosen once: functions that were deployed have the address in their environment.
    """

    folder: Path

    @property
    def address(self) -> str:
        """Where it answers, as ``127.0.0.1:9200``. Raises ``LocalFailure`` if it is down."""
        process = Note(self.folder).read()
        if process is None:
            raise LocalFailure("The local OpenSearch is not running. Start it with: make up")
        return f"127.0.0.1:{process['port']}"

    def is_running(self) -> bool:
        """Whether its process lives and answers."""
        process = Note(self.folder).read()
        return process is not None and _answers(int(process["port"]))

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
        raise LocalFailure(f"The local OpenSearch did not start. Its log: {self._log}")

    def stop(self) -> bool:
        """Ends it; what it kept stays. Says whether it ran."""
        return Note(self.folder).end(STOP_SECONDS)

    @property
    def _log(self) -> Path:
        return self.folder / "opensearch.log"

    @property
    def _chosen(self) -> Path:
        return self.folder / "port"

    def _started_on(self, port: int) -> bool:
        with self._log.open("ab") as written:
            process = subprocess.Popen(
                [sys.executable, "-m", "infra.local.opensearch", "data", str(port)],
                cwd=self.folder,
                env=clean_environment() | ONE_THREAD,
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
                return False
            time.sleep(0.05)
        return process.poll() is None

    def _port(self) -> int:
        if self._chosen.exists():
            port = int(self._chosen.read_text(encoding="utf-8"))
            if is_free(port):
                return port
            raise LocalFailure(
                f"Port {port}, on which this stack keeps its episodes, is taken by another process."
                f" End that one, or delete {self.folder.parent} to start from nothing."
            )
        port = _free_port(crc32(str(self.folder.resolve()).encode()))
        self._chosen.write_text(str(port), encoding="utf-8")
        return port


def _free_port(start: int) -> int:
    """A port that the system gives to nobody by itself, so that it is free again next time. Stacks
    begin to look at different ones, so that none takes that of another which is down."""
    number = LAST_PORT - FIRST_PORT + 1
    for offset in range(number):
        port = FIRST_PORT + (start + offset) % number
        if is_free(port):
            return port
    raise LocalFailure(f"No port from {FIRST_PORT} to {LAST_PORT} is free on 127.0.0.1.")


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
>>>>>>> sources


def _answers(port: int) -> bool:
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/", timeout=2.0)
        return bool(answer.json().get("cluster_name") == "baton-local")
    except (httpx.HTTPError, ValueError):
        return False

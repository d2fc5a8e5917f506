"""microburst as a process of ours, in front of the local AWS."""

import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from infra.local.places import ROOT, clean_environment
from tests.chaos.weather import Rule, Sort, sort_of

START_SECONDS = 20.0
STOP_SECONDS = 10.0

_FAULTS = re.compile(
    r'^microburst_faults_total\{service="(.*)",operation="(.*)",action="(.*)"\} (\d+)$'
)


@dataclass(frozen=True, slots=True)
class Injected:
    """What the proxy has done so far: faults by service, operation and sort; requests in all; and
    repetitions by service, those that were hit again included.
    """

    faults: Counter[tuple[str, str, Sort]]
    requests: int
    repetitions: Counter[str]


class Proxy:
    """One microburst that lets everything through until it is given rules."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._control = httpx.Client(base_url=f"{url}/_microburst", timeout=10.0)
        self._repeated: dict[int, str] = {}

    def blow(self, rules: Sequence[Rule]) -> None:
        """Injects by these rules from now on, and by no others."""
        answer = self._control.post("/rules", json=list(rules)).raise_for_status()
        made = zip(answer.json(), rules, strict=True)
        self._repeated |= {one["id"]: rule["service"] for one, rule in made if "headers" in rule}

    def calm(self) -> None:
        """Lets everything through again. What was counted stays."""
        self.blow(())

    def injected(self) -> Injected:
        """What it has done since it was started."""
        faults: Counter[tuple[str, str, Sort]] = Counter()
        for line in self._control.get("/metrics").raise_for_status().text.splitlines():
            if found := _FAULTS.match(line):
                service, operation, action, times = found.groups()
                if sort := sort_of(action):
                    faults[service, operation, sort] += int(times)
        told = self._control.get("/stats").raise_for_status().json()
        repetitions: Counter[str] = Counter()
        for rule in told["by_rule"]:
            if service := self._repeated.get(rule["id"]):
                repetitions[service] += int(rule["fired"])
        return Injected(faults, int(told["requests"]["total"]), repetitions)

    def close(self) -> None:
        """Closes the connection to its control port."""
        self._control.close()


@contextmanager
def proxy_before(upstream: str, *, seed: int, log: Path) -> Iterator[Proxy]:
    """A proxy in front of ``upstream``, ended afterwards. What it prints goes to ``log``.

    Raises ``RuntimeError`` if it does not start.
    """
    port = _free_port()
    command = [sys.executable, "-m", "tests.chaos.launch", str(seed)]
    with log.open("ab") as printed:
        process = subprocess.Popen(  # noqa: S603
            [*command, "--upstream", upstream, "--port", str(port)],
            cwd=ROOT,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
    proxy = Proxy(f"http://127.0.0.1:{port}")
    try:
        _wait_for(proxy.url, process, log)
        yield proxy
    finally:
        proxy.close()
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"microburst did not start. Its log: {log}")
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/_microburst/health", timeout=2.0).is_success
    except httpx.HTTPError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

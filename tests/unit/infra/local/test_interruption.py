"""Ctrl-C is over soon: nobody waits for calls under way, or for processes that do not listen."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

import pytest

from infra.local.interruption import Stopped, stopped_by_signals, threads, undisturbed
from infra.local.process import Note

STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.fork()
os.write(1, f"{os.getpid()}\\n".encode())
time.sleep(600)
"""
"""Two processes of one group, as the local AWS and its worker, that do not end when asked to."""


def test_an_interrupted_caller_does_not_wait_for_calls_under_way_and_begins_no_other() -> None:
    begun, answered = [], Event()

    def call(number: int) -> None:
        begun.append(number)
        answered.wait(60)

    with pytest.raises(KeyboardInterrupt), threads(2) as pool:
        for number in range(10):
            pool.submit(call, number)
        raise KeyboardInterrupt
    assert not answered.is_set()
    answered.set()
    assert len(begun) <= 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_or_a_closed_terminal_stops_the_demo_but_not_its_tidying_up(
    number: signal.Signals,
) -> None:
    tidied = False
    with pytest.raises(Stopped), stopped_by_signals():
        try:
            os.kill(os.getpid(), number)
            time.sleep(10)
        finally:
            with undisturbed():
                for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                    os.kill(os.getpid(), again)
                tidied = True
    assert tidied


def test_what_nobody_comes_back_to_is_ended_at_once_with_all_it_started(tmp_path: Path) -> None:
    server = subprocess.Popen(  # noqa: S603 our own text
        [sys.executable, "-c", STUBBORN],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert server.stdout
    pids = {int(server.stdout.readline()) for _ in range(2)}
    Note(tmp_path).write(server.pid, 1)
    started = time.monotonic()
    assert Note(tmp_path).end(0.0)
    assert time.monotonic() - started < 6
    server.wait()
    for pid in pids - {server.pid}:
        while _lives(pid):
            time.sleep(0.01)
    assert not (tmp_path / "process.json").exists()


def _lives(pid: int) -> bool:
    """Whether it runs; one that is dead and not yet cleared away does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"

"""Servers that speak Stripe's protocol, each on a free port of this machine: our own stand-in, and
localstripe (github.com/adrienverge/localstripe), which others wrote.

    python -m tests.contract.commerce.stripe_servers PORT     serves localstripe on 127.0.0.1
"""

import importlib.util
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from infra.local.payments.server import server
from infra.local.places import ROOT

STARTS_SECONDS = 60.0


@contextmanager
def stand_in() -> Iterator[str]:
    """The address of our own."""
    made = server()
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield made.url
    finally:
        made.shutdown()
        made.server_close()


@contextmanager
def localstripe() -> Iterator[str]:
    """The address of localstripe. Skips where it is not installed."""
    if importlib.util.find_spec("localstripe") is None:
        pytest.skip("localstripe is not installed: make localstripe")
    port = _free_port()
    arguments = [sys.executable, "-m", "tests.contract.commerce.stripe_servers", str(port)]
    process = subprocess.Popen(arguments, cwd=ROOT)  # noqa: S603
    try:
        _wait(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + STARTS_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1.0):
                return
        except OSError:
            assert process.poll() is None, "localstripe ended by itself"
            assert time.monotonic() < until, "localstripe does not answer"
            time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve_localstripe(port: int) -> None:
    """Its own program listens on every address, and keeps what it knows in a file that all share."""
    from aiohttp import web
    from localstripe.resources import store
    from localstripe.server import app

    store.dump_to_disk = lambda: None
    web.run_app(app, host="127.0.0.1", port=port, print=None)


if __name__ == "__main__":
    _serve_localstripe(int(sys.argv[1]))

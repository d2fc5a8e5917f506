"""``python -m infra.local.payments --port 9302 --state DIR``: serves until SIGTERM."""

import argparse
import signal
import threading
from pathlib import Path

from infra.local.payments.server import Server
from infra.local.payments.world import World


def main() -> None:
    """Serves the account of a folder."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.payments", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True, help="the folder of what is kept")
    given = parser.parse_args()
    server = Server(World(given.state), given.port)

    def end(number: int, frame: object) -> None:
        del number, frame
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()

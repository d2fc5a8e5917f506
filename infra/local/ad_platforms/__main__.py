"""``python -m infra.local.ad_platforms --port 9300 --state DIR``: serves until SIGTERM."""

import argparse
import signal
import threading
from pathlib import Path

from infra.local.ad_platforms.server import Server
from infra.local.ad_platforms.world import World


def main() -> None:
    """Serves the accounts of a folder."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.ad_platforms", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True, help="the folder of what is kept")
    parser.add_argument("--day-seconds", type=float, default=1.0, help="seconds of a virtual day")
    parser.add_argument("--seed", type=int, default=7, help="of the platforms' response curves")
    given = parser.parse_args()
    world = World(given.state, seed=given.seed, day_seconds=given.day_seconds)
    server = Server(world, given.port)

    def end(number: int, frame: object) -> None:
        del number, frame
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()

"""``python -m infra.local.opensearch <folder> <port>``: serves until SIGTERM."""

import signal
import sys
import threading
from pathlib import Path

from infra.local.opensearch.cluster import Cluster
from infra.local.opensearch.server import Server


def main() -> None:
    """Serves the indices of a folder."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    cluster = Cluster(folder)
    server = Server(cluster, port)

    def end(number: int, frame: object) -> None:
        del number, frame
        threading.Thread(
            target=server.shutdown
        ).start()  # waits for the loop that is interrupted here

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    server.serve_forever(poll_interval=0.1)
    with cluster.lock:
        cluster.close()


if __name__ == "__main__":
    main()

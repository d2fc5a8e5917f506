"""``python -m infra.local.lead_sources --port P --state DIR``: serves until SIGTERM."""

import argparse
import signal
import threading
from pathlib import Path

from infra.local.lead_sources.accounts import SourceAccounts
from infra.local.lead_sources.names import NameServer
from infra.local.lead_sources.server import Server


def main() -> None:
    """Serves the stand-ins."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.lead_sources", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True)
    given = parser.parse_args()
    server = Server(SourceAccounts(given.state), given.port)
    names = NameServer(server.server_port)
    threading.Thread(target=names.serve_forever, args=(0.1,), daemon=True).start()

    def end(number: int, frame: object) -> None:
        del number, frame
        threading.Thread(target=server.shutdown).start()  # it waits for the loop interrupted here

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()

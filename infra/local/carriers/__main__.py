"""``python -m infra.local.carriers --port 9303 --state DIR``: serves until SIGTERM."""

from infra.local.carriers.server import server
from infra.local.stand_in import serve

if __name__ == "__main__":
    serve("carriers", server)

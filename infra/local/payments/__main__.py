"""``python -m infra.local.payments --port 9302 --state DIR``: serves until SIGTERM."""

from infra.local.payments.server import server
from infra.local.stand_in import serve

if __name__ == "__main__":
    serve("payments", server)

"""The local OpenSearch, beside the local AWS."""

from pathlib import Path

import httpx

from infra.local.server import LocalServer

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""Comparing with all vectors waits for memory, not for processors, and those are needed elsewhere."""

PORTS = range(9200, 9300)
"""The port people expect an OpenSearch on, and those after it, one for each stack."""


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


def _answers(port: int) -> bool:
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/", timeout=2.0)
        return bool(answer.json().get("cluster_name") == "baton-local")
    except (httpx.HTTPError, ValueError):
        return False

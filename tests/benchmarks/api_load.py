"""The API on this machine: latency and leads a second with 1, 4 and 8 callers.

Callers, API Gateway, functions and DynamoDB share this machine's cores, and the local workflow
service sleeps 150 ms in every synchronous execution, so these figures compare releases with each
other and say little about AWS.
"""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

from infra.local.client import ApiClient
from tests.benchmarks.report import Section

CALLERS = (1, 4, 8)
LEADS_EACH = 40

_numbers = count()


def run(outputs: dict[str, Any]) -> Section:
    """Measures processed leads; raises if one is not."""
    section = Section(
        "Local API: POST /api/v1/leads until processed",
        note="The local workflow service's own sleep of 150 ms is in every figure.",
    )
    api = ApiClient(outputs)
    _load(api, callers=max(CALLERS), leads=2 * max(CALLERS))  # cold starts are another figure
    for callers in CALLERS:
        times, seconds = _load(api, callers=callers, leads=LEADS_EACH * min(callers, 2))
        cuts = statistics.quantiles(times, n=100, method="inclusive")
        section.add(f"{callers} callers, p50", cuts[49], "ms")
        section.add(f"{callers} callers, p95", cuts[94], "ms")
        section.add(f"{callers} callers, throughput", len(times) / seconds, "leads/s")
    api.close()
    return section


def _load(api: ApiClient, *, callers: int, leads: int) -> tuple[list[float], float]:
    def one(_turn: int) -> float:
        lead = {"email": f"load-{next(_numbers)}@example.com", "message": "Please call me."}
        answer = api.request("POST", "/api/v1/leads", json=lead)
        if answer.status != 200:
            raise RuntimeError(f"a lead was not processed: {answer.problem or answer.status}")
        return answer.milliseconds

    started = time.perf_counter()
    with ThreadPoolExecutor(callers) as pool:
        times = list(pool.map(one, range(leads)))
    return times, time.perf_counter() - started

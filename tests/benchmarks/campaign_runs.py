"""Whole runs of campaigns on the stand-ins: one alone, and ten at once.

A run is whole when it is over, or when it waits for nothing but days of its ads. Everything shares this
machine's cores: the callers, the local AWS, the functions, the stand-ins.
"""

import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from infra.local.campaign_demo import begin, give_texts, is_over, watched
from infra.local.client import ApiClient
from tests.benchmarks.report import Section, at_least, at_most

AT_ONCE = 10
MOST_SECONDS = 180.0
LOOKS_EVERY = 2.0
PATIENCE = 900.0
"""For ten runs on a machine that others use too, before one counts as undone."""


def run(outputs: dict[str, Any]) -> Section:
    """Measures runs of the sample's brief. What did not come to its end is a figure that is missed."""
    section = Section(
        "Campaigns: whole runs on the stand-ins", note="Seconds by the clock of this machine."
    )
    api = ApiClient(outputs)
    give_texts(api)
    alone, first = _timed(api)
    section.figures.append(at_most("One run", alone, "s", MOST_SECONDS))
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        many = list(pool.map(lambda _: _timed(api), range(AT_ONCE)))
    section.add(f"{AT_ONCE} runs at once, all of them", time.monotonic() - began, "s")
    section.add("the slowest of them", max(seconds for seconds, _ in many), "s")
    whole = [one for _, one in many if _is_whole(one)]
    section.figures.append(at_least("of them whole and alike", _alike([first, *whole]), "runs", AT_ONCE))
    api.close()
    return section


def _timed(api: ApiClient) -> tuple[float, Mapping[str, Any]]:
    began = time.monotonic()
    done = watched(api, begin(api), lambda _: None, every=LOOKS_EVERY, seconds=PATIENCE)
    return time.monotonic() - began, done


def _is_whole(run: Mapping[str, Any]) -> bool:
    return is_over(run) or run["step"] == "analytics"

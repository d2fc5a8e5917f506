"""Whole runs of campaigns on the stand-ins: one alone, and ten at once.

A run is whole when every agent has had its turn: leads were found, texts written, ads run on each
platform, and analytics has looked at what they bring. Everything shares this machine's cores: the
callers, the local AWS, the functions, the stand-ins.
"""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from infra.local.campaign_demo import OVER, begin, give_texts, watched
from infra.local.client import ApiClient
from tests.benchmarks.report import Section, at_least, at_most

AT_ONCE = 10
MOST_SECONDS = 180.0
LOOKS_EVERY = 2.0
PATIENCE = 1_200.0
"""Seconds after which a run counts as undone, on a machine that others use too."""

_EACH = ("lead_generation", "content_creator", "ad_manager", "analytics")


def run(outputs: dict[str, Any]) -> Section:
    """Measures runs of the sample's brief; what is not whole is a figure that is missed."""
    section = Section(
        "Campaigns: whole runs on the stand-ins", note="Seconds by the clock of this machine."
    )
    api = ApiClient(outputs)
    give_texts(api)
    seconds, alone = _timed(api)
    section.figures.append(
        at_most("one run until analytics has judged it", seconds, "s", MOST_SECONDS)
    )
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        many = list(pool.map(lambda _: _timed(api), range(AT_ONCE)))
    section.add(f"{AT_ONCE} runs at once, until the last of them", time.monotonic() - began, "s")
    whole = [one for _, one in (*many, (seconds, alone)) if _is_whole(one)]
    section.figures.append(
        at_least("of all, whole and without an error", len(whole), "runs", AT_ONCE + 1)
    )
    api.close()
    return section


def _timed(api: ApiClient) -> tuple[float, Mapping[str, Any]]:
    """The seconds until a run is whole or over, and the run. Analytics may judge it before the last
    platform has switched its ads on.
    """
    began = time.monotonic()
    done = watched(api, begin(api), until=_is_settled, every=LOOKS_EVERY, seconds=PATIENCE)
    return time.monotonic() - began, done


def _is_settled(run: Mapping[str, Any]) -> bool:
    return _is_whole(run) or run["state"] in OVER


def _is_whole(run: Mapping[str, Any]) -> bool:
    done = {one["step"] for one in run["steps"] if one["outcome"] != "failed"}
    ads = (run.get("ads") or {}).get("platforms", ())
    return (
        done.issuperset(_EACH)
        and not run["errors"]
        and len(ads) == len(run["brief"]["platforms"])
        and all(one["active"] for one in ads)
        and (run.get("performance") or {}).get("score") is not None
    )

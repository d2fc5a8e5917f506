"""The demo's campaign: a brief goes in, and its run is watched until it is over or waits."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from infra.local.client import ApiClient
from infra.local.ministack import LocalFailure
from infra.local.places import ROOT

SAMPLE = ROOT / "samples" / "campaign.json"
KNOWLEDGE = ROOT / "samples" / "knowledge"
COLLECTION = "company"

BEGUN_DAYS_AGO = 14
"""The campaign's first day. The stand-ins' virtual days all lie before the present one, and what lies
before the campaign is not counted."""

LASTS_DAYS = 60
MOST_SECONDS = 240.0
OVER = frozenset({"ended", "failed", "stopped"})
LOOKS_EVERY = 0.5
"""Seconds between two looks at a run."""


def worked_on(api: ApiClient, on_change: Callable[[Mapping[str, Any]], None]) -> dict[str, Any]:
    """The run of the sample's brief, from the company's texts on."""
    give_texts(api)
    return watched(api, begin(api), on_change)


def totals(api: ApiClient, run: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What each platform's campaign brought: money in minor units of its currency."""
    found = []
    for one in (run.get("ads") or {}).get("platforms", ()):
        if not (campaign_id := one.get("campaign_id")):
            continue
        path = f"/api/v1/campaigns/{campaign_id}"
        budget = api.request("GET", path).body["details"]["daily_budget"]
        days = api.request("GET", f"{path}/metrics").body["items"]
        counted = ("spend", "clicks", "conversions", "revenue")
        sums = {name: sum(day.get(name, 0) for day in days) for name in counted} if days else {}
        found.append(
            {
                "campaign_id": campaign_id,
                "currency": budget["currency"],
                "daily_budget": budget["amount"],
                **sums,
            }
        )
    return found


def give_texts(api: ApiClient) -> int:
    """Gives the company's texts to the knowledge base; gives how many there are."""
    texts = sorted(KNOWLEDGE.glob("*.md"))
    for file in texts:
        answer = api.request(
            "POST",
            "/api/v1/documents",
            json={
                "title": file.stem.replace("-", " "),
                "collections": [COLLECTION],
                "format": "markdown",
                "text": file.read_text(encoding="utf-8"),
            },
        )
        if answer.problem:
            raise LocalFailure(f"The knowledge base does not take {file.name}: {answer.problem}")
    return len(texts)


def begin(api: ApiClient, brief: Path = SAMPLE) -> str:
    """Registers the campaign of a file, from some days ago on; gives the path of its run."""
    body = json.loads(brief.read_text(encoding="utf-8"))
    first = datetime.now(UTC).date() - timedelta(days=BEGUN_DAYS_AGO)
    dates = {"starts_on": first.isoformat(), "ends_on": (first + timedelta(LASTS_DAYS)).isoformat()}
    body["brief"] = {**dates, **body["brief"]}
    answer = api.request("POST", "/api/v1/campaigns", json=body)
    if answer.problem:
        raise LocalFailure(f"The campaign could not be registered: {answer.problem}")
    campaign_id = answer.body["campaign_id"]
    return f"/api/v1/campaigns/{campaign_id}/runs/{campaign_id}"


def watched(
    api: ApiClient,
    path: str,
    on_change: Callable[[Mapping[str, Any]], None] = lambda _: None,
    *,
    until: Callable[[Mapping[str, Any]], bool] = lambda _: False,
    every: float = LOOKS_EVERY,
    seconds: float = MOST_SECONDS,
) -> dict[str, Any]:
    """The run once it is over, waits for a person or for days to pass, ``until`` says that this is it,
    or ``seconds`` are over.
    """
    end = time.monotonic() + seconds
    run: dict[str, Any] = {}
    for run in _seen(api, path, every):
        on_change(run)
        if run["state"] in OVER or _waits_long(run) or until(run) or time.monotonic() > end:
            break
    return run


def _seen(api: ApiClient, path: str, every: float) -> Iterator[dict[str, Any]]:
    while True:
        answer = api.request("GET", path)
        if not answer.problem:
            yield answer.body
        time.sleep(every)


def _waits_long(run: Mapping[str, Any]) -> bool:
    if run["state"] != "waiting":
        return False
    resumes = run.get("resume_at")
    if resumes is None:
        return True
    left = datetime.fromisoformat(resumes) - datetime.now(UTC)
    return left > timedelta(seconds=MOST_SECONDS)

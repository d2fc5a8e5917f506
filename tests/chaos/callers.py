"""Callers as they should be: they repeat what was not answered, under the same key."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from tests.integration.wire import LEADS, Wire

PATIENCE_SECONDS = 240.0
_REPEATED = {409, 429, 500, 502, 503, 504}


@dataclass(slots=True)
class Sent:
    """What became of the sending: who was acknowledged (by the caller's id), who was not and why, and
    the answers in between.
    """

    acknowledged: set[str] = field(default_factory=set)
    given_up: dict[str, str] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)


def leads_of(seed: int, count: int) -> list[dict[str, Any]]:
    """Leads of persons nobody has seen before, of every kind; each eighth contradicts itself."""
    chance = Random(seed)
    return [_lead(chance, number, seed) for number in range(count)]


def _lead(chance: Random, number: int, seed: int) -> dict[str, Any]:
    lead = {
        "external_id": f"storm-{seed}-{number:04}",
        "email": f"storm{seed}.{number:04}@northwind.example",
        "first_name": "Ada",
        "last_name": f"Lindqvist{number:04}",
        "company": "Northwind Robotics",
        "company_size": chance.choice([4, 40, 240, 2_400]),
        "job_title": chance.choice(["Head of Operations", "Intern", "CEO"]),
        "country": chance.choice(["Austria", "Japan", "Brazil"]),
        "source": chance.choice(["Referral", "Google", "Newsletter"]),
        "interest": chance.choice(["Demo", "Pricing", "Newsletter"]),
        "message": "We would like a quote and a demo with our own data.",
        "activity": {"visits": chance.randint(1, 9), "pages_per_visit": 3.5},
        "consent": {"email": True},
    }
    if number % 8 == 7:
        poor = {"phone": "+81312345678", "timezone": "Asia/Tokyo", "country": "Austria"}
        lead |= poor | {"occurred_at": "2021-01-01T09:00:00Z"}
        lead = {k: v for k, v in lead.items() if k not in {"interest", "message", "activity"}}
    return lead


def send(
    wire: Wire,
    leads: Iterable[dict[str, Any]],
    *,
    callers: int,
    seen: Callable[[], None] = lambda: None,
    rest: float = 1.0,
) -> Sent:
    """Sends every lead until it is acknowledged. ``seen`` is called after each, ``rest`` is the
    longest wait in seconds before a repetition.
    """
    sent = Sent()

    def one(lead: dict[str, Any]) -> None:
        _until_acknowledged(wire, lead, sent, rest)
        seen()

    with ThreadPoolExecutor(callers) as pool:
        list(pool.map(one, leads))
    return sent


def patiently(
    wire: Wire,
    path: str,
    body: Any,
    *,
    key: str,
    answers: Counter[str] | None = None,
    rest: float = 1.0,
) -> httpx.Response:
    """Posts, and repeats under the same idempotency key what got no answer or a passing fault.

    Gives the last answer. Raises ``TimeoutError`` if none came within four minutes.
    """
    told: Counter[str] = Counter() if answers is None else answers
    last: httpx.Response | None = None
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            last = wire.post(path, body, headers={"Idempotency-Key": key})
        except httpx.HTTPError as error:
            told[type(error).__name__] += 1
        else:
            told[str(last.status_code)] += 1
            if last.status_code not in _REPEATED:
                return last
        time.sleep(rest)
    if last is None:
        raise TimeoutError(f"{path} did not answer within {PATIENCE_SECONDS:.0f} s")
    return last


def _until_acknowledged(wire: Wire, lead: dict[str, Any], sent: Sent, rest: float) -> None:
    key = lead["external_id"]
    try:
        answer = patiently(wire, LEADS, lead, key=key, answers=sent.answers, rest=rest)
    except TimeoutError as error:
        sent.given_up[key] = str(error)
        return
    if answer.status_code in {200, 202}:
        sent.acknowledged.add(key)
    else:
        sent.given_up[key] = f"{answer.status_code} {answer.text[:200]}"

"""There is a sample event for every route, and the API knows what to do with it."""

import json
from pathlib import Path

import pytest

from tests.samples.http import ROUTES

EVENTS = sorted((Path(__file__).parents[4] / "events").glob("*/api_*.json"))


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: path.stem)
def test_a_sample_event_is_let_in_and_understood(api, path):
    result = api.gateway.handle(json.loads(path.read_text()), None)

    body = json.loads(result["body"]) if "json" in result["headers"]["Content-Type"] else {}
    known = body.get("type", "").removeprefix("https://baton.example/problems/")
    # Understood, and refused for want of what is kept: no such thing, nothing in stock of that name, or
    # a webhook that nobody signed.
    codes = {one.get("code") for one in body.get("errors", ())}
    missing = known == "not-found" or codes in ({"not_for_sale"}, {"unknown"})
    unsigned = known == "forbidden" and "webhook" in path.stem
    assert result["statusCode"] in (200, 201, 202, 204) or missing or unsigned


def test_every_route_has_a_sample_event():
    keys = {json.loads(path.read_text())["routeKey"] for path in EVENTS}

    assert keys == {f"{row.method} {row.path}" for row in ROUTES}

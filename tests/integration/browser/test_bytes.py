"""What goes over the wire for the page: its policy, how long it may be kept, how much it is."""

import gzip
import re
from typing import Any

import httpx

MOST_BYTES = 200_000


def test_the_page_loads_nothing_inline_and_nothing_from_elsewhere(console: str) -> None:
    page = httpx.get(console)
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert re.findall(r"(?:src|href)=\"(?!console/)", page.text) == []
    assert re.findall(r"<script(?![^>]*src=)|<style| on\w+=| style=", page.text) == []
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-cache"


def test_files_are_kept_for_ever_and_the_page_is_asked_for_by_its_tag(console: str) -> None:
    page = httpx.get(console)
    known = httpx.get(console, headers={"If-None-Match": page.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    for path in paths(page.text):
        file = httpx.get(console.removesuffix("console") + path)
        assert file.status_code == 200, path
        assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert httpx.head(console).content == b""


def test_all_that_the_first_view_needs_is_small(console: str) -> None:
    page = httpx.get(console)
    total = 0
    with httpx.Client(headers={"Accept-Encoding": "gzip"}) as client:
        for path in paths(page.text):
            url = console.removesuffix("console") + path
            with client.stream("GET", url) as answer:
                raw = b"".join(answer.iter_raw())
            assert answer.headers["content-encoding"] == "gzip"
            assert gzip.decompress(raw)
            total += len(raw)
    assert 10_000 < total < MOST_BYTES


def test_what_the_page_is_told_holds_no_secret(console: str, outputs: dict[str, Any]) -> None:
    told = httpx.get(f"{console}/settings.json")
    assert told.headers["content-type"] == "application/json"
    assert told.json()["client_id"] == outputs["stack"]["PeopleClientId"]
    for client in outputs["clients"].values():
        assert client["secret"] not in told.text


def paths(page: str) -> list[str]:
    return re.findall(r"(?:src|href)=\"(console/[^\"]+)\"", page)

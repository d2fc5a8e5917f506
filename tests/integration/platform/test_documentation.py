"""Whoever finds the address can see whether the API works and what it does."""

import re
from typing import Any

import httpx
import pytest

from baton.core.packaged_yaml import yaml_of
from infra.local.places import ROOT


@pytest.fixture
def anybody(outputs):
    with httpx.Client(base_url=outputs["api_url"], timeout=35) as client:
        yield client


def test_everybody_sees_whether_it_works(anybody):
    answer = anybody.get("/api/v1/health")

    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "ok"
    assert answer.json()["checks"] == {"records": "ok"}


def test_the_description_has_every_route_with_its_scope(anybody):
    answer = anybody.get("/openapi.json")

    assert answer.status_code == 200
    document = answer.json()
    assert document["openapi"].startswith("3.1")
    described = {
        (method.upper(), path): {
            scope
            for choice in operation.get("security", ())
            for scopes in choice.values()
            for scope in scopes
        }
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    expected = {
        (row["method"], row["path"]): {row["scope"]} - {None}
        for file in (ROOT / "functions").glob("*/api/routes.yaml")
        for row in yaml_of(file.read_text("utf-8"))
        if row["path"].startswith(("/api/", "/u/", "/webhooks/"))
    }
    assert described == expected


def test_every_reference_in_the_description_leads_somewhere(anybody):
    document = anybody.get("/openapi.json").json()

    references = set(_references(document))

    assert references
    for reference in references:
        place: Any = document
        for name in reference.removeprefix("#/").split("/"):
            place = place[name.replace("~1", "/").replace("~0", "~")]


def test_the_page_works_without_the_rest_of_the_internet(anybody):
    page = anybody.get("/docs")

    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert not re.findall(
        r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["']?(?:https?:)?//""", page.text
    )
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "/api/v1/leads" in page.text


def _references(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for below in value.values():
            yield from _references(below)
    elif isinstance(value, list):
        for below in value:
            yield from _references(below)

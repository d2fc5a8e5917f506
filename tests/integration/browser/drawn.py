"""The console as it is deployed, before answers made of contracts: any view, with every field."""

import base64
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, expect

from baton.core.areas import enabled
from baton.http.caller import RESOURCE_SERVER
from baton.http.people import least_group
from functions.platform.console.bundle import Bundle
from functions.platform.console.page_settings import PageSettings
from functions.platform.console.pages import ROOT, Pages
from infra.area_specs import area_specs
from tests.integration.browser.answers import Answers
from tests.integration.browser.conftest import KEPT

SITE = "https://console.example"
SCOPES = tuple(f"{RESOURCE_SERVER}{name}" for one in area_specs().values() for name in one.scopes)


def drawn_for(
    new_page: Callable[..., Page],
    group: str,
    changes: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    **more: bool,
) -> Page:
    """The page of somebody of a group who is signed in; ``changes`` are made to answers, by path."""
    page, site = new_page(**more), _Site(group, changes)
    page.add_init_script(f'sessionStorage.setItem({KEPT!r}, "kept")')
    page.route(f"{SITE}/**", site.answer)
    page.goto(f"{SITE}{ROOT}")
    expect(page.locator("main h1")).to_be_visible()
    return page


class _Site:
    """Answers for the page's files, the sign-in, and the API."""

    def __init__(self, group: str, changes: Mapping[str, Mapping[str, Any]]) -> None:
        self._group = group
        self._changes = changes
        self._answers = Answers()
        self._pages = Pages(Bundle.packaged(), _settings())

    def answer(self, route: Route) -> None:
        request = route.request
        path = urlsplit(request.url).path
        if path.startswith(ROOT):
            self._file(route, path)
        elif path == "/oauth2/token":
            route.fulfill(json={"access_token": _token(self._group), "expires_in": 3_600})
        else:
            document = self._answers.to(request.method, path)
            if change := self._changes.get(path):
                document |= change
            route.fulfill(json=document, headers={"ETag": '"3"'})

    def _file(self, route: Route, path: str) -> None:
        context = {"stage": "$default", "http": {"method": "GET"}}
        event = {"rawPath": path, "headers": {}, "requestContext": context}
        with patch("functions.platform.console.pages.record"):
            answer = self._pages.handle(event, None)
        body = base64.b64decode(answer["body"])
        route.fulfill(status=answer["statusCode"], headers=answer["headers"], body=body)


def _settings() -> PageSettings:
    return PageSettings(
        client_id="people",
        authorize_url="/oauth2/authorize",
        token_url="/oauth2/token",
        sign_out_url="/logout",
        areas=enabled(),
        scopes={one: least_group(one.removeprefix(RESOURCE_SERVER)) for one in SCOPES},
        stage="dev",
        version="v1",
    )


def _token(group: str) -> str:
    claims: dict[str, Any] = {
        "username": group,
        "cognito:groups": [group],
        "scope": " ".join(SCOPES),
    }
    text = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{text}.e30"

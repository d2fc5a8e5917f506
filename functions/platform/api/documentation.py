"""The description of all APIs: one OpenAPI 3.1 document, and a page to read and try it."""

import json
from functools import cached_property
from importlib.resources import files
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from baton.core.packaged_yaml import packaged_text
from baton.http.responses import JSON

PAGE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "connect-src 'self' {token_origin}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""Nothing is loaded from elsewhere; the page speaks to the API and to the token endpoint only."""


class DocumentationRoutes:
    """Serves the document and the page. Both are made at the first request that wants them."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        *,
        version: str,
        token_url: str | None,
    ) -> None:
        self._app = app
        self._version = version
        self._token_url = token_url

    def register(self) -> None:
        """Adds the routes to the app."""
        self._app.get("/openapi.json", include_in_schema=False, compress=True)(self.document)
        self._app.get("/docs", include_in_schema=False, compress=True)(self.page)

    def document(self) -> "Response[str]":
        """The OpenAPI document."""
        return Response(200, content_type=JSON, body=self._document, headers=_CACHED)

    def page(
        self,
        form: Annotated[Literal["json", "oauth2-redirect"] | None, Query(alias="format")] = None,
    ) -> "Response[str]":
        """Swagger UI with the document in it; ``format`` is what Swagger UI itself asks for."""
        from aws_lambda_powertools.event_handler.openapi.swagger_ui import (
            generate_oauth2_redirect_html,
        )

        if form == "json":
            return self.document()
        body = generate_oauth2_redirect_html() if form else self._page
        return Response(
            200, content_type="text/html; charset=utf-8", body=body, headers=self._policy
        )

    @cached_property
    def _document(self) -> str:
        from baton.http.openapi_document import FILE, merged, parts_of_areas

        own: dict[str, Any] = json.loads(packaged_text(__package__, FILE))
        whole = merged([own, *parts_of_areas()], version=self._version, token_url=self._token_url)
        return json.dumps(whole, separators=(",", ":"))

    @cached_property
    def _page(self) -> str:
        from aws_lambda_powertools.event_handler.openapi import swagger_ui

        parts = files(swagger_ui)
        return swagger_ui.generate_swagger_html(
            self._document.replace("</", "<\\/"),
            parts.joinpath("swagger-ui-bundle.min.js").read_text(encoding="utf-8"),
            parts.joinpath("swagger-ui.min.css").read_text(encoding="utf-8"),
            "",
            None,
        ).replace("<title>Swagger UI</title>", "<title>Baton API</title>")

    @property
    def _policy(self) -> dict[str, str]:
        origin = "/".join((self._token_url or "").split("/")[:3])
        return {
            **_CACHED,
            "Content-Security-Policy": PAGE_POLICY.format(token_origin=origin).replace(" ;", ";"),
            "Referrer-Policy": "no-referrer",
        }


_CACHED = {"Cache-Control": "public, max-age=300"}

"""The API as its callers meet it: bytes in, bytes out, and nobody who tries again."""

from collections.abc import Mapping
from typing import Any

import httpx

from infra.local.client import TIMEOUT_SECONDS, ApiClient

LEADS = "/api/v1/leads"
CAMPAIGNS = "/api/v1/campaigns"
CASES = "/api/v1/escalations"


class Wire:
    """Requests of one client of the API. Safe to use from several threads."""

    def __init__(self, outputs: Mapping[str, Any], client: str) -> None:
        self.client_id = str(outputs["clients"][client]["id"])
        self._tokens = ApiClient(outputs, client)
        self._http = httpx.Client(base_url=str(outputs["api_url"]), timeout=TIMEOUT_SECONDS)

    def token(self) -> str:
        """A good bearer token."""
        return self._tokens.token()

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Reads something."""
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """Sends JSON."""
        return self.send("POST", path, json=body, **more)

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        authorization: str | None = "",
        **more: Any,
    ) -> httpx.Response:
        """One request as it is given. ``authorization`` replaces the token; ``None`` leaves it off."""
        given = dict(headers or {})
        if authorization is not None:
            given["Authorization"] = authorization or f"Bearer {self.token()}"
        return self._http.request(method, path, headers=given, **more)

    def close(self) -> None:
        """Closes its connections."""
        self._tokens.close()
        self._http.close()

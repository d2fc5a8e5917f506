"""A small client of Baton's API: gets its token, renews it, and says what went wrong."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import httpx

RENEW_BEFORE_SECONDS = 60.0
TIMEOUT_SECONDS = 90.0
"""A function answers within 29 seconds of its worker's start; on a busy machine that start itself takes
up to half a minute, and the calls before it in line are waited for too."""

TRIES = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the API: its status, its body, and how long it took in milliseconds."""

    status: int
    body: Any
    milliseconds: float

    @property
    def problem(self) -> str:
        """What is wrong, in one line; the empty string if nothing is."""
        if self.status < httpx.codes.BAD_REQUEST:
            return ""
        if not isinstance(self.body, Mapping):
            return f"{self.status}"
        faults = "; ".join(
            f"{fault.get('pointer') or fault.get('parameter') or 'the body'}: {fault['detail']}"
            for fault in self.body.get("errors", ())
        )
        told = self.body.get("detail") or self.body.get("title") or self.body.get("message") or ""
        return f"{self.status} {faults or told}".strip()


class ApiClient:
    """Talks to one API as one of its clients. Safe to use from several threads."""

    def __init__(self, outputs: Mapping[str, Any], client: str = "application") -> None:
        self._url = str(outputs["api_url"])
        self._token_url = str(outputs["token_url"])
        known = outputs["clients"][client]
        self._credentials = (str(known["id"]), str(known["secret"]))
        self._http = httpx.Client(
            timeout=TIMEOUT_SECONDS, limits=httpx.Limits(max_keepalive_connections=16)
        )
        self._lock = Lock()
        self._token, self._good_until = "", 0.0

    def token(self) -> str:
        """A bearer token that is good for a minute at least."""
        with self._lock:
            if time.monotonic() > self._good_until - RENEW_BEFORE_SECONDS:
                answer = self._http.post(
                    self._token_url,
                    data={"grant_type": "client_credentials"},
                    auth=self._credentials,
                )
                answer.raise_for_status()
                granted = answer.json()
                self._token = granted["access_token"]
                self._good_until = time.monotonic() + float(granted.get("expires_in", 3600))
            return self._token

    def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, repeated while the API says that it is too busy (429, 503)."""
        for attempt in range(TRIES):
            started = time.perf_counter()
            answer = self._http.request(
                method,
                self._url + path,
                json=json,
                headers={"Authorization": f"Bearer {self.token()}", **(headers or {})},
            )
            elapsed = (time.perf_counter() - started) * 1000
            if answer.status_code not in {429, 503} or attempt == TRIES - 1:
                break
            time.sleep(min(float(answer.headers.get("Retry-After", 1)), 5.0))
        return Answer(answer.status_code, _body(answer), elapsed)

    def close(self) -> None:
        """Closes its connections."""
        self._http.close()


def _body(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return answer.text

"""Calls of a platform's API: with a token, through a circuit breaker, and a few times where nothing
happened.
"""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from baton.aws.secrets import Secret
from baton.campaigns.ads.faults import ErrorAction, PlatformFault, what_to_do
from baton.campaigns.brief import Platform
from baton.core.clock import Sleep
from baton.core.errors import Unavailable
from baton.core.json_text import outside_json
from baton.resilience.breaker import CircuitOpen
from baton.resilience.guarding import Guard
from baton.resilience.outgoing_http import HttpAnswer, NoAnswer, NotConnected, http_call

SECONDS = 20.0
"""How long an answer may take."""

TRIES = 3
"""Of a call after which nothing happened."""

_FIRST_WAIT = 0.5
_OPEN_FOR = 300.0
_SERVER_FAULT, _REFUSED, _UNAUTHORISED = 500, 400, 401
_EARLY = 60.0
"""Seconds before a token's end at which it is replaced."""


class ReadFault(Protocol):
    """Reads an answer of 400 and above."""

    def __call__(self, answer: HttpAnswer, *, write: bool) -> PlatformFault:
        """What the error means for a read, or for a write."""
        ...


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where a platform answers: its API, and whoever gives tokens for it (empty if nobody does)."""

    api: str
    tokens: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``path`` is with its query; a ``write`` changes something."""

    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] | None = None
    write: bool = False


class HttpCall(Protocol):
    """As ``baton.resilience.outgoing_http.http_call``."""

    def __call__(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float,
    ) -> HttpAnswer:
        """The answer. Raises ``NotConnected`` and ``NoAnswer``."""
        ...


class _ServerFault(Unavailable):
    """An answer that says that the platform is ill, on its way past the circuit breaker."""

    def __init__(self, answer: HttpAnswer) -> None:
        super().__init__(f"answered {answer.status}")
        self.answer = answer


class ApiClient:
    """One account's calls. ``secret`` is JSON with ``needed`` and either an ``access_token``, or what a
    new one is had for: ``refresh_token``, ``client_id`` and ``client_secret``. ``fault`` reads an error.
    """

    def __init__(
        self,
        platform: Platform,
        hosts: Hosts,
        secret: Secret,
        *,
        needed: tuple[str, ...],
        fault: "ReadFault",
        sleep: Sleep,
        guard: Guard | None = None,
        seconds: float = SECONDS,
        http: HttpCall = http_call,
    ) -> None:
        self._platform = platform
        self._hosts = hosts
        self._secret = secret
        self._needed = needed
        self._fault = fault
        self._sleep = sleep
        self._guard = guard
        self._seconds = seconds
        self._http = http
        self._token: tuple[str, float] = ("", 0.0)
        self.told_on: date | None = None
        """The platform's own date at its last answer, in UTC; ``None`` if it told none."""

    def credentials(self) -> Mapping[str, str]:
        """What the secret has. Raises ``PlatformFault``."""
        try:
            given = json.loads(self._secret.text())
        except (LookupError, ValueError) as error:
            raise self._unready("the secret cannot be read as JSON") from error
        except Unavailable as error:
            raise PlatformFault(ErrorAction.RETRY, f"{self._platform.value}: {error}") from error
        if not isinstance(given, dict) or (
            missing := [n for n in self._needed if not given.get(n)]
        ):
            raise self._unready(f"its secret lacks {', '.join(missing or self._needed)}")
        return {str(name): str(value) for name, value in given.items()}

    def token(self) -> str:
        """The access token, a new one if the last is about to end. Raises ``PlatformFault``."""
        credentials = self.credentials()
        if not credentials.get("refresh_token"):
            if given := credentials.get("access_token"):
                return given
            raise self._unready("its secret has neither access_token nor refresh_token")
        token, until = self._token
        if not token or time.monotonic() > until - _EARLY:
            token = self._refreshed(credentials)
        return token

    def send(self, request: Callable[[str], Request]) -> HttpAnswer:
        """The answer, below 400, to the request that is made with a token. Raises ``PlatformFault``."""
        renewed = False
        for attempt in range(1, TRIES + 1):
            try:
                made = request(self.token())
                return self._once(made)
            except PlatformFault as fault:
                if fault.code == str(_UNAUTHORISED) and not renewed:
                    renewed = True
                    self._token = ("", 0.0)
                    self._secret.renew()
                    continue
                if fault.do is not ErrorAction.RETRY or attempt == TRIES:
                    raise
            self._sleep(random.random() * _FIRST_WAIT * 2 ** (attempt - 1))  # noqa: S311 (jitter)
        raise self._unready("it refuses the token also when it is new")

    def _once(self, request: Request, api: str | None = None) -> HttpAnswer:
        answer = self._called(request, self._hosts.api if api is None else api)
        if answer.status < _REFUSED:
            self.told_on = date_of(answer)
            return answer
        fault = self._read(answer, write=request.write)
        if answer.status == _UNAUTHORISED:
            raise PlatformFault(fault.do, str(fault), code=str(_UNAUTHORISED))
        raise fault

    def _read(self, answer: HttpAnswer, *, write: bool) -> PlatformFault:
        """The fault; by its status alone if its words have another form than they should."""
        try:
            return self._fault(answer, write=write)
        except (AttributeError, LookupError, TypeError, ValueError):
            return plain_fault(self._platform, answer, write=write)

    def _called(self, request: Request, api: str) -> HttpAnswer:
        def ask() -> HttpAnswer:
            answer = self._http(
                request.method,
                api + request.path,
                body=request.body,
                headers={"user-agent": "Baton", **(request.headers or {})},
                seconds=self._seconds,
            )
            if answer.status >= _SERVER_FAULT:
                raise _ServerFault(answer)
            return answer

        name = self._platform.value
        try:
            return self._guard.call(ask) if self._guard else ask()
        except _ServerFault as fault:
            return fault.answer
        except CircuitOpen as error:
            raise PlatformFault(
                ErrorAction.WAIT, str(error), code="circuit", wait=_OPEN_FOR
            ) from error
        except NotConnected as error:
            text = f"{name} cannot be reached: {error}"
            raise PlatformFault(ErrorAction.RETRY, text, code="connection") from error
        except NoAnswer as error:
            do = ErrorAction.LOOK_UP if request.write else ErrorAction.RETRY
            raise PlatformFault(do, f"{name} does not answer: {error}", code="time-out") from error

    def _refreshed(self, credentials: Mapping[str, str]) -> str:
        """A new access token (RFC 6749, section 6). Asking for one twice does no harm."""
        form = {name: credentials.get(name, "") for name in ("client_id", "client_secret")}
        form |= {"grant_type": "refresh_token", "refresh_token": credentials["refresh_token"]}
        headers = {"content-type": "application/x-www-form-urlencoded"}
        body = urlencode(form).encode()
        answer = self._called(Request("POST", "", body, headers), self._hosts.tokens)
        if answer.status >= _SERVER_FAULT:
            raise PlatformFault(
                ErrorAction.RETRY, f"no token of {self._platform.value} ({answer.status})"
            )
        given = document_of(answer)
        if answer.status >= _REFUSED or "access_token" not in given:
            code = str(given.get("error", answer.status))
            raise self._unready(f"it gives no access token ({code[:60]}): renew its refresh_token")
        lasts = given.get("expires_in")
        lasts = float(lasts) if isinstance(lasts, int | float) else 0.0
        self._token = (str(given["access_token"]), time.monotonic() + lasts)
        return self._token[0]

    def _unready(self, why: str) -> PlatformFault:
        return PlatformFault(ErrorAction.CONFIGURE, f"{self._platform.value} is not usable: {why}")


def document_of(answer: HttpAnswer) -> dict[str, Any]:
    """The body as a JSON object; an empty one for any other body."""
    given = json_of(answer)
    return given if isinstance(given, dict) else {}


def json_of(answer: HttpAnswer) -> Any:
    """The body as JSON; ``None`` for what is none."""
    try:
        return outside_json(answer.body)
    except ValueError:
        return None


def date_of(answer: HttpAnswer) -> date | None:
    """The day in UTC on which the answer was made, by its ``Date`` (RFC 9110, section 6.6.1)."""
    try:
        return parsedate_to_datetime(answer.headers.get("date", "")).astimezone(UTC).date()
    except ValueError:
        return None


def json_body(document: object) -> bytes:
    """A request's JSON, short."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def plain_fault(platform: Platform, answer: HttpAnswer, *, write: bool) -> PlatformFault:
    """The fault of an answer whose body says nothing: by its status alone."""
    code = str(answer.status)
    do = what_to_do(platform.value, code, write=write)
    return PlatformFault(do, f"{platform.value} answers {code}", code=code)

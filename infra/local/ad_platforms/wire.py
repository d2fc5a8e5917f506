"""Requests and answers of the stand-ins."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a platform. ``path`` is below the platform's own, decoded; ``raw`` and ``query``
    are as they came.
    """

    method: str
    raw: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @classmethod
    def of(cls, method: str, target: str, headers: Mapping[str, str], body: bytes) -> "Call":
        """The call of a request line; names of headers in small letters."""
        where = urlsplit(target)
        lowered = {name.lower(): value for name, value in headers.items()}
        return cls(method, where.path, where.query, lowered, body)

    @property
    def path(self) -> str:
        """The path in plain characters."""
        return unquote(self.raw)

    @property
    def parameters(self) -> dict[str, str]:
        """The query's parameters, with a form's in the body."""
        given = dict(parse_qsl(self.query, keep_blank_values=True))
        if "x-www-form-urlencoded" in self.headers.get("content-type", ""):
            given |= dict(parse_qsl(self.body.decode(), keep_blank_values=True))
        return given

    @property
    def document(self) -> dict[str, Any]:
        """The body's JSON object; an empty one for any other."""
        try:
            given = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return given if isinstance(given, dict) else {}

    @property
    def bearer(self) -> str:
        """The token; empty if there is none."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token if scheme.lower() == "bearer" else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; ``body`` is JSON unless it is text."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A platform's refusal, as it answers it."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer.status))
        self.answer = answer


class Silence(Exception):
    """No answer at all: the connection is closed."""

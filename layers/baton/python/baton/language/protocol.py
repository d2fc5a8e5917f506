"""What the bodies of OpenAI's chat completions say: an answer, or an error. No I/O.

A body is a stranger's: it may be nested ten thousand deep, hold half a surrogate pair, name a model
with a book for its name, or say with status 200 that there is no answer. Whatever it is, reading it
gives a ``Completion`` or raises ``ModelFault``.
"""

import json
from collections.abc import Mapping
from typing import Any

from baton.core.json_text import each_name_once
from baton.language.endpoint import Completion, ModelFault, sound
from baton.resilience.retry import FailedAttempt, FaultKind

UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
)
"""What reading a body of another form raises, brackets without end included."""

MOST_NAME = 200
"""Characters of a model's name."""

_MOST_WORD = 40
_SERVER_ERROR, _TIMEOUT, _CONFLICT, _THROTTLED = 500, 408, 409, 429
_UNAUTHORISED = frozenset({401, 403})
_WORDS = (
    (FaultKind.INVALID, ("quota", "billing", "content", "context_length")),
    (FaultKind.THROTTLED, ("rate_limit", "too_many", "throttl", "resource_exhausted")),
    (FaultKind.UNAUTHORISED, ("api_key", "authentication", "permission", "unauthorized")),
    (FaultKind.UNAVAILABLE, ("server_error", "overload", "unavailable", "timeout", "internal")),
)
"""What the codes and types of errors have in them."""


def completion_of(raw: bytes) -> Completion:
    """The answer in a body. Raises ``ModelFault``, for an error in it or for one of another form."""
    try:
        body = json.loads(raw, object_pairs_hook=each_name_once)
        if isinstance(body, dict) and body.get("error") and not body.get("choices"):
            raise told(body["error"])
        choice = body["choices"][0]
        text = choice["message"].get("content") or ""
        usage = body.get("usage")
        usage = usage if isinstance(usage, dict) else {}
        return Completion(
            sound(text),
            name_of(body.get("model")),
            word_of(choice.get("finish_reason")) or "stop",
            count_of(usage.get("prompt_tokens")),
            count_of(usage.get("completion_tokens")),
        )
    except UNREADABLE as error:
        raise of_another_form(raw) from error


def told(error: Any, *, charged: bool = False) -> ModelFault:
    """The fault of an error that came with status 200, by its code or type. Nothing was written, so
    nothing is charged unless the caller knows better.
    """
    given = error if isinstance(error, Mapping) else {}
    words = [word_of(given.get(name)).casefold() for name in ("code", "type", "status")]
    status = next((int(one) for one in words if one.isdecimal()), 0)
    kind = kind_of(status) if status else _kind_by(words)
    code = next((one for one in words if one), "no code")
    return ModelFault(
        f"The language model's endpoint answers with an error ({code}).",
        FailedAttempt(kind),
        charged=charged,
    )


def _kind_by(words: list[str]) -> FaultKind:
    said = " ".join(words)
    found = (kind for kind, parts in _WORDS if any(part in said for part in parts))
    return next(found, FaultKind.INVALID)


def kind_of(status: int) -> FaultKind:
    """What an HTTP status that is no success says."""
    if status in _UNAUTHORISED:
        return FaultKind.UNAUTHORISED
    if status == _THROTTLED:
        return FaultKind.THROTTLED
    if status >= _SERVER_ERROR or status in {_TIMEOUT, _CONFLICT}:
        return FaultKind.UNAVAILABLE
    return FaultKind.INVALID


def of_another_form(raw: bytes = b"{}") -> ModelFault:
    """The fault of a body that is no answer. A page of HTML comes from something before the model, so
    it costs nothing.
    """
    return ModelFault(
        "The language model's endpoint gave an answer of another form.",
        FailedAttempt(FaultKind.UNAVAILABLE),
        charged=not raw.lstrip().startswith(b"<"),
        answered=True,
    )


def name_of(given: Any) -> str:
    """A model's name as it can be written anywhere; empty if it is none."""
    name = given.strip() if isinstance(given, str) else ""
    return name if name.isprintable() and len(name) <= MOST_NAME else ""


def word_of(given: Any) -> str:
    """One of the protocol's words or numbers; empty if it is none."""
    word = str(given) if isinstance(given, str | int) and not isinstance(given, bool) else ""
    return word if word.isascii() and word.isprintable() and len(word) <= _MOST_WORD else ""


def count_of(given: Any) -> int | None:
    """A count of tokens, if it is a number of them."""
    whole = isinstance(given, int) and not isinstance(given, bool)
    return given if whole and given >= 0 else None

"""Reading a body as JSON, strictly (RFC 8259), and saying where in it a fault is."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from baton.core.errors import FieldError, InvalidInput
from baton.core.field_errors import fault_from, without_echoes

DEPTH_LIMIT = 32
"""How many objects and lists may stand in each other; a lead needs three."""

NO_JSON = "json_invalid"
"""The code of the fault that a text is not JSON."""

REPEATED = "name_repeated"
"""The code of the fault that an object has two values under one name."""

_MOST_NAME = 40
"""Characters of a repeated name that are told."""

_EXACT = 2**53
"""Below it a double holds every whole number."""

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")

Place = tuple[str | int, ...]
"""The way from the top of a document to a value in it."""


class MalformedBody(InvalidInput):
    """The body cannot be read as JSON at all."""


class _NotANumber(ValueError):
    """What stands for a number is none that JSON has."""


class RepeatedName(ValueError):
    """An object has two values under one name, and readers differ in which they take (RFC 8259, 4)."""

    def __init__(self, name: str) -> None:
        super().__init__(f'the name "{name[:_MOST_NAME]}" stands twice in an object')
        self.name = name


class _Doubtful(dict[str, Any]):
    """An object in which the name ``repeated`` stands twice; refused once its place is known."""

    repeated = ""


def each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For ``json.loads(object_pairs_hook=)``. Raises ``RepeatedName``."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RepeatedName(_repeated_in(pairs))
    return found


def _repeated_in(pairs: Iterable[tuple[str, Any]]) -> str:
    counts = Counter(name for name, _ in pairs)
    return next(name for name, times in counts.items() if times > 1)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        found = _Doubtful(found)
        found.repeated = _repeated_in(pairs)
    return found


def strict_json(text: str) -> Any:
    """The value that ``text`` stands for.

    Raises ``MalformedBody`` for what JSON does not have (``NaN``, numbers beyond a double), what is
    no text (half of a surrogate pair), what is nested deeper than ``DEPTH_LIMIT`` and for an object
    with two values under one name.
    """
    try:
        value = json.loads(
            text, parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _malformed(f"{error.msg} at {where}", NO_JSON) from error
    except RecursionError as error:
        raise _too_deep() from error
    except _NotANumber as error:
        raise _malformed(str(error), "number_invalid") from error
    except ValueError as error:
        raise _malformed("has a whole number with too many digits", "number_invalid") from error
    _inspect(value, suspicious=bool(_SURROGATE_ESCAPE.search(text)))
    return value


def outside_json(text: str | bytes) -> Any:
    """What another's program sent, as JSON. Halves of surrogate pairs, which nothing can store, are
    replaced; all else is as it was sent. Raises ``ValueError`` for what is no JSON, or is nested too
    deep.
    """
    try:
        value = json.loads(text)
        whole = text if isinstance(text, str) else text.decode("latin-1")
        if not (_SURROGATE_ESCAPE.search(whole) or _SURROGATE.search(whole)):
            return value
        encodable = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        return json.loads(encodable)
    except RecursionError:
        raise ValueError("nested too deep") from None


def pointer(place: Iterable[str | int]) -> str:
    """The JSON pointer (RFC 6901) to a place; the whole document is the empty string."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)


def faults_in(
    document: Any, errors: Iterable[Mapping[str, Any]], skip: int = 0
) -> list[FieldError]:
    """Pydantic's ``errors`` about ``document`` as faults, one for each place.

    Pydantic puts the names of a union's members into its locations. They are no part of the
    document, so only what can be walked there makes the pointer; several tries at one place become
    one fault. ``skip`` leading parts of each location stand outside the document.
    """
    found: dict[str, FieldError] = {}
    for error in without_echoes(errors):
        fault = fault_from(error)
        where = pointer(_walk(document, error["loc"][skip:], missing=error["type"] == "missing"))
        if where in found:
            earlier = found[where]
            found[where] = FieldError(where, f"{earlier.detail}; or: {fault.detail}", earlier.code)
        else:
            found[where] = FieldError(where, fault.detail, fault.code)
    return list(found.values())


def _walk(document: Any, location: Sequence[str | int], *, missing: bool) -> Iterator[str | int]:
    here = document
    for part in location:
        if _has(here, part):
            here = here[part]
            yield part
    if missing and location:
        yield location[-1]


def _has(here: Any, part: str | int) -> bool:
    if isinstance(here, list):
        return isinstance(part, int) and part < len(here)
    return isinstance(here, dict) and part in here


def _inspect(value: Any, *, suspicious: bool) -> None:
    """Looks for depth and, in a ``suspicious`` text, for half surrogate pairs; never recurses."""
    waiting: list[tuple[Any, Place]] = [(value, ())]
    while waiting:
        here, place = waiting.pop()
        if isinstance(here, str) and _SURROGATE.search(here):
            raise _malformed("contains half of a surrogate pair", "string_unicode", place)
        if not isinstance(here, dict | list):
            continue
        if isinstance(here, _Doubtful):
            raise _malformed(str(RepeatedName(here.repeated)), REPEATED, (*place, here.repeated))
        if len(place) >= DEPTH_LIMIT:
            raise _too_deep()
        inner = here.items() if isinstance(here, dict) else enumerate(here)
        if suspicious and isinstance(here, dict) and any(map(_SURROGATE.search, here)):
            raise _malformed("has a name with half of a surrogate pair", "string_unicode", place)
        waiting.extend(
            (child, (*place, part))
            for part, child in inner
            if suspicious or isinstance(child, dict | list)
        )


def _finite(text: str) -> float:
    """A number; one without a fraction, as ``12.0``, is whole (JSON Schema, 6.1.1)."""
    number = float(text)
    if not math.isfinite(number):
        raise _NotANumber(f"the number {text[:20]} is too large")
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _refuse(name: str) -> float:
    raise _NotANumber(f"JSON has no {name}")


def _too_deep() -> MalformedBody:
    return _malformed(f"nested deeper than {DEPTH_LIMIT} levels", "too_deep")


def _malformed(detail: str, code: str, place: Place = ()) -> MalformedBody:
    return MalformedBody(
        [FieldError(pointer(place), detail, code)], "The body is not usable as JSON."
    )

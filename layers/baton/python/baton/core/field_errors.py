"""Pydantic's validation errors as faults with JSON pointers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from baton.core.errors import FieldError, InvalidInput

_PREFIXES = ("Value error, ", "Assertion failed, ")
_OF_A_LIST = {
    "too_short": "has too few entries: at least {min_length} needed",
    "too_long": "has too many entries: at most {max_length} allowed",
}
"""In words for who never heard of tuples and dictionaries."""


def pointer_to(location: Iterable[str | int]) -> str:
    """The JSON pointer (RFC 6901) to a location; the whole document is the empty string."""
    return "".join(
        "/" + str(part).replace("~", "~0").replace("/", "~1")
        for part in location
        if not str(part).startswith(("function-", "constrained-", "lax-or-strict"))
    )


def fault_from(error: Mapping[str, Any], skip: int = 0) -> FieldError:
    """One entry of ``ValidationError.errors()`` as a fault. The offending value is not repeated."""
    kind = str(error["type"])
    text = _OF_A_LIST[kind].format(**error["ctx"]) if kind in _OF_A_LIST else str(error["msg"])
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    return FieldError(pointer_to(error["loc"][skip:]), text, kind)


def without_echoes(errors: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The errors but for those that only echo others: a list is not too short because what is in it is
    wrong, which Pydantic leaves out before it counts.
    """
    every = list(errors)
    for error in every:
        place = tuple(error["loc"])
        within = (
            one["loc"][: len(place)] == place for one in every if len(one["loc"]) > len(place)
        )
        if error["type"] != "too_short" or not any(within):
            yield error


def in_words(error: ValidationError) -> tuple[str, ...]:
    """Every fault of a validation error as ``fields/sku: what is wrong``, for who writes files."""
    faults = map(fault_from, without_echoes(error.errors(include_url=False)))
    return tuple(f"{one.pointer.lstrip('/')}: {one.detail}" for one in faults)


def invalid_input(error: ValidationError, detail: str = "The input is not valid.") -> InvalidInput:
    """Every fault of a validation error, as the error that the edges know."""
    told = without_echoes(error.errors(include_url=False))
    return InvalidInput(map(fault_from, told), detail)

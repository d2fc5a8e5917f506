"""Pydantic's validation errors as faults with JSON pointers."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from baton.core.errors import FieldError, InvalidInput

_PREFIXES = ("Value error, ", "Assertion failed, ")


def pointer_to(location: Iterable[str | int]) -> str:
    """The JSON pointer (RFC 6901) to a location; the whole document is the empty string."""
    return "".join(
        "/" + str(part).replace("~", "~0").replace("/", "~1")
        for part in location
        if not str(part).startswith(("function-", "constrained-", "lax-or-strict"))
    )


def fault_from(error: Mapping[str, Any], skip: int = 0) -> FieldError:
    """One entry of ``ValidationError.errors()`` as a fault. The offending value is not repeated."""
    text = str(error["msg"])
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    return FieldError(pointer_to(error["loc"][skip:]), text, str(error["type"]))


def in_words(error: ValidationError) -> tuple[str, ...]:
    """Every fault of a validation error as ``fields/sku: what is wrong``, for who writes files."""
    faults = (fault_from(one) for one in error.errors(include_url=False))
    return tuple(f"{one.pointer.lstrip('/')}: {one.detail}" for one in faults)


def invalid_input(error: ValidationError, detail: str = "The input is not valid.") -> InvalidInput:
    """Every fault of a validation error, as the error that the edges know."""
    return InvalidInput(map(fault_from, error.errors(include_url=False)), detail)

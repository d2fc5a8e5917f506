"""Texts that callers send to memories that nobody is found in: without addresses and numbers."""

import re
from typing import Any

from baton.core.masking import mask

_WORD = re.compile(r"\w+")


def masked(value: Any) -> Any:
    """``value`` with the e-mail addresses and phone numbers in its texts replaced."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {mask(str(name)): masked(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(masked(inner) for inner in value)
    return value


def words_of(text: str) -> set[str]:
    """The words of a text in small letters."""
    return set(_WORD.findall(text.casefold()))

"""Redacts contact details from what is kept where nobody could find a person to erase it."""

from typing import Any

from baton.core.masking import mask


def masked(value: Any) -> Any:
    """``value`` with the e-mail addresses and phone numbers in its texts replaced."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {mask(str(name)): masked(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(masked(inner) for inner in value)
    return value

"""The orders and SKUs that a question names. Pure, and linear in its length."""

import re

from baton.commerce.ids import Sku

MOST = 20
LEAST_OF_NUMBER = 4
"""Characters of an order's number that are enough where it is looked for among a person's own."""

_ULID = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{26}(?![0-9A-Za-z])")
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?!20\d\d(?![0-9A-Za-z]))(?=[A-Za-z]{0,25}\d)[0-9A-Za-z]{4,26}(?![0-9A-Za-z])"
)
_SKU = re.compile(r"(?<![\w.-])[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?![\w-])")


def order_ids(question: str) -> tuple[str, ...]:
    """The whole numbers of orders in a question."""
    return tuple(dict.fromkeys(one.upper() for one in _ULID.findall(question)))[:MOST]


def order_numbers(question: str) -> tuple[str, ...]:
    """What may be an order's number in a question, or the end of one: a word with a digit in it, but
    for a year.
    """
    return tuple(dict.fromkeys(one.upper() for one in _NUMBER.findall(question)))[:MOST]


def skus_said(question: str) -> tuple[Sku, ...]:
    """The words of a question that may be SKUs."""
    words = (one.rstrip(".-_") for one in _SKU.findall(question))
    return tuple(dict.fromkeys(one for one in words if one))[:40]

"""Common given names that are no other word (``given_names.txt``)."""

from functools import cache

from baton.core.packaged_yaml import packaged_text
from baton.core.text import folded


@cache
def given_names() -> frozenset[str]:
    """The names, in small letters without accents."""
    text = packaged_text(__package__, "given_names.txt")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(folded(name) for line in lines for name in line.split())

"""The words of ``words.yaml``, read once, when a text is first looked at."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from baton.core.packaged_yaml import packaged_yaml


@cache
def words() -> Mapping[str, Any]:
    """The file: entries by name, as they are written."""
    found: Mapping[str, Any] = packaged_yaml(__package__, "words.yaml")
    return found


def one_of(entries: str | Iterable[str]) -> str:
    """A pattern for one of the entries, the longest first: of text those between spaces."""
    several = entries.split() if isinstance(entries, str) else list(entries)
    return f"(?:{'|'.join(sorted(several, key=len, reverse=True))})"

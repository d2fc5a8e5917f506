"""The words of ``words.yaml``, read once, when a text is first looked at."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def words() -> Mapping[str, Any]:
    """The file: entries by name, as they are written."""
    text = files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader)
    return found


def one_of(entries: str | Iterable[str]) -> str:
    """A pattern for one of the entries, the longest first: of text those between spaces."""
    several = entries.split() if isinstance(entries, str) else list(entries)
    return f"(?:{'|'.join(sorted(several, key=len, reverse=True))})"

"""Common given names that are no other word (``given_names.txt``)."""

import unicodedata
from functools import cache
from importlib.resources import files


@cache
def given_names() -> frozenset[str]:
    """The names, in small letters without accents."""
    text = files(__package__).joinpath("given_names.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(plain_name(name) for line in lines for name in line.split())


def plain_name(word: str) -> str:
    """A word in small letters without accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))

"""Industries as people name them, and the codes of the British register (SIC 2007). Pure."""

from collections.abc import Iterable
from functools import cache

from baton.core.packaged_yaml import packaged_yaml

_DIGITS = 5


def sic_codes(industries: Iterable[str]) -> tuple[str, ...]:
    """The codes of industries, in order and once each; an industry that is not known has none."""
    known = _codes()
    found = (code for one in industries for code in known.get(" ".join(one.lower().split()), ()))
    return tuple(dict.fromkeys(found))


def industry_of(code: str) -> str | None:
    """The industry that a code stands for, the first that has it."""
    return next((name for name, codes in _codes().items() if code in codes), None)


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    loaded: dict[str, list[int]] = packaged_yaml(__package__, "industry_codes.yaml")
    return {
        name: tuple(str(code).zfill(_DIGITS) for code in codes) for name, codes in loaded.items()
    }

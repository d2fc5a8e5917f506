"""Whether it is asked how a figure is made, as "how is CAC computed?". English. Pure."""

import re

_MADE = r"(?:calculated?|computed?|work(?:ed)? out|defined?|measured?|determined?|derived?)"
_FORMULA = re.compile(
    rf"\b(?:(?:can|could) you )?explain\b(?! (?:why|how|what|the (?:drop|fall|rise|jump|change)))"
    rf"|\b(?:define|definition of|formula (?:for|of|behind)|what (?:goes into|counts as))\b"
    rf"|\b(?:do|would|did) (?:you|we|i) {_MADE}\b"
    rf"|\b(?:{_MADE}|means?|stands? for)(?=\W*$)",
    re.I,
)


def asks_formula(text: str) -> bool:
    """Whether ``text`` asks how what it names is made."""
    return _FORMULA.search(text) is not None


def without_formula(text: str) -> str:
    """``text`` with a blank in the place of the words that ask so."""
    return _FORMULA.sub(" ", text)

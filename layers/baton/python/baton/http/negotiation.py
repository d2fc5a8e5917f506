"""Which form of a thing a caller prefers (RFC 9110, 12.5.1). Pure."""

from collections.abc import Sequence


def preferred(accept: str, kinds: Sequence[str]) -> str:
    """Of media types the one that ``accept`` names with the greatest weight; the first one if none is
    named, or all the same."""
    weights = dict.fromkeys(kinds, 0.0)
    for part in accept.lower().split(","):
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((text[2:] for text in parameters if text.startswith("q=")), "1")
        if kind in weights:
            weights[kind] = _number(weight)
    return max(kinds, key=lambda kind: weights[kind])


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0

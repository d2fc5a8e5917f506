"""Variants of a piece for tests: from which angle each is written, and whether they differ. Pure."""

from collections.abc import Iterable

from baton.campaigns.brief import ContentKind
from baton.campaigns.content.claim_words import content_stems
from baton.campaigns.content.text import ContentText

ANGLES = (
    "what the reader gains",
    "the question that the reader has",
    "how it works, step by step",
    "what the reader has today and would like to leave behind",
)
TESTED = {ContentKind.AD: 2, ContentKind.EMAIL: 2}
"""Variants of a kind: what nobody tests is written once."""

MOST_ALIKE = 0.85
"""The share of common words from which two texts say the same: a test of them finds nothing."""


def angles_of(kind: ContentKind, revision: int) -> tuple[tuple[str, str], ...]:
    """The variants' letters and angles; every revision begins with another angle."""
    count = TESTED.get(kind, 1)
    return tuple(("abcd"[at], ANGLES[(revision + at) % len(ANGLES)]) for at in range(count))


def likeness(one: ContentText, other: ContentText) -> float:
    """The share of their words that two texts have in common (Jaccard), 0 to 1."""
    first, second = set(content_stems(one.whole())), set(content_stems(other.whole()))
    return len(first & second) / len(first | second) if first | second else 1.0


def differs(text: ContentText, others: Iterable[ContentText]) -> bool:
    """Whether a test of ``text`` against ``others`` can find anything."""
    return all(likeness(text, one) < MOST_ALIKE for one in others)

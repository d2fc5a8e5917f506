"""Keys of situations, actions and things of the field, as episodes and the knowledge graph have them."""

import re
import unicodedata

ANY, OTHER = "any", "other"
"""A key for what is not known, and for what is too long or too particular to repeat."""

_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_PARTICULAR = re.compile(r"@|\d{5}")
_LONGEST_KEY, _MOST_WORDS = 32, 3


def key_of(text: str | None) -> str:
    """A word or two as a key that repeats, as ``Google Ads`` is ``google_ads``. What looks as if it
    were about one person (an address, a number, a sentence) is ``other``.
    """
    if not text or not text.strip():
        return ANY
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = _NOT_WORDS.sub("_", plain).strip("_")
    if not words or len(words) > _LONGEST_KEY or words.count("_") >= _MOST_WORDS:
        return OTHER
    return OTHER if _PARTICULAR.search(text) else words


def key_words(text: str) -> list[str]:
    """The words of a text as keys have them, however many they are."""
    return [key for word in re.split(r"\W+", text) if (key := key_of(word)) not in (ANY, OTHER)]

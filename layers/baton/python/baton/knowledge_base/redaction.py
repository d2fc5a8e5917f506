"""E-mail addresses in documents: which there are, and blacking out those of persons who were erased.

Documents are the company's own, not of a person; but a person who is erased is to be found in none of
the stores. What is blacked out keeps its length, so every position in the text stays what it was.
"""

from collections.abc import Callable

from baton.core.recognition.addresses import emails_in
from baton.core.recognition.typed_text import typed_text
from baton.privacy.subject import email_key

BLACK = "\u2588"


def keys_of(text: str) -> frozenset[str]:
    """The keys of the e-mail addresses in a text (``baton.privacy.subject``)."""
    plain = typed_text(text).text
    return frozenset(email_key(plain[begin:end]) for begin, end in emails_in(plain))


def without(text: str, is_erased: Callable[[str], bool]) -> tuple[str, int]:
    """The text without the addresses whose keys were erased, and how many were blacked out. Each key is
    asked about once.
    """
    known: dict[str, bool] = {}
    parts: list[str] = []
    taken = count = 0
    plain = typed_text(text)
    spans = list(emails_in(plain.text))
    for (first, last), (begin, end) in zip(spans, plain.back(spans), strict=True):
        key = email_key(plain.text[first:last])
        if key not in known:
            known[key] = is_erased(key)
        if known[key]:
            parts += (text[taken:begin], BLACK * (end - begin))
            taken, count = end, count + 1
    return "".join((*parts, text[taken:])), count

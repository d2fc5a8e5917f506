"""Keeping people out of what is written for operators: logs, metrics, decision traces.

Three nets, from the cheap to the thorough. ``mask`` knows e-mail addresses and phone numbers by
their form, in any text. ``PERSONAL`` names the fields of a person, whose values are erased wherever a
record holds them. ``Words`` knows the very words of the person that a task is about, and takes them
out of sentences, as no form tells a name from another word.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

PERSONAL = frozenset(
    {
        "email",
        "phone",
        "first_name",
        "last_name",
        "external_id",
        "recipient",
        "address",
        "body",
        "text",
        "note",
    }
)
"""Fields that hold somebody's data, at any depth of a record. ``message`` is one of a lead only: in a
log line it is the line's own words."""

ERASED = "*****"
"""What stands in place of an erased value."""

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?<![\w\-.:])\+?\d[\d ().\-]{7,}\d(?![\w\-:]|\.\w)")
_OF_A_LEAD = PERSONAL | {"message"}
_TOO_SHORT = 2
_LONGEST_SENTENCE = 5_000


def mask(text: str) -> str:
    """``text`` with e-mail addresses and phone numbers replaced."""
    return _PHONE.sub("<phone>", mask_addresses(text))


def mask_addresses(text: str) -> str:
    """``text`` with e-mail addresses replaced."""
    return _EMAIL.sub("<email>", text) if "@" in text else text


class Words:
    """The words of the persons in a task.

    One is made for each task, and a task's words are in few of its lines. So a pattern is made only
    for what a line holds: one of all words would take ten milliseconds.
    """

    def __init__(self, task: Any) -> None:
        found = {text for text in _values(task) if len(text) >= _TOO_SHORT}
        self._words = [(_folded(one), one) for one in sorted(found, key=len, reverse=True)]

    def masked(self, text: str) -> str:
        """``text`` without those words, and without any address or number."""
        return mask(self._without(text))

    def out_of(self, value: Any) -> Any:
        """``value`` without those words, in whatever text and at whatever depth they are."""
        if not self._words or value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {name: self.out_of(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.out_of(inner) for inner in value]
        return self._without(str(value))  # an error among them is written as its text

    def _without(self, text: str) -> str:
        line = _folded(text)
        held = [re.escape(word) for folded, word in self._words if folded in line]
        if not held:
            return text
        return re.sub(rf"(?<!\w)(?:{'|'.join(held)})(?!\w)", "<person>", text, flags=re.IGNORECASE)


def _folded(text: str) -> str:
    """A text in which every two letters are the same that a pattern holds for the same whatever
    their case, the Turkish ones included.
    """
    return text.casefold().replace("i\u0307", "i").replace("\u0131", "i")


def _values(value: Any, name: str = "") -> Iterator[str]:
    """The values of personal fields, at any depth; of a lead's message every line too."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _values(inner, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _values(inner, name)
    elif isinstance(value, str) and name in _OF_A_LEAD:
        text = value.strip()[:_LONGEST_SENTENCE]
        yield text
        yield from (line.strip() for line in text.splitlines())


def erased(record: Mapping[str, Any]) -> dict[str, Any]:
    """``record`` with the values of personal fields erased, at any depth below the first."""
    return {
        name: ERASED if name in PERSONAL and value else _erased(value)
        for name, value in record.items()
    }


def _erased(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            name: ERASED if name in _OF_A_LEAD and inner else _erased(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_erased(inner) for inner in value]
    return value

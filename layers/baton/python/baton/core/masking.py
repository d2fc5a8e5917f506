"""Keeping people out of what is written for operators: logs, metrics, decision traces.

Three nets, from the cheap to the thorough. ``mask`` knows e-mail addresses and the numbers of phones,
accounts and cards by their form, in any text. ``PERSONAL`` names the fields of a person, whose values
are erased wherever a record holds them. ``Words`` knows the very words of the person that a task is
about, and takes them out of sentences, as no form tells a name from another word.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from baton.core.recognition.addresses import emails_in, may_hold_email
from baton.core.recognition.typed_text import TypedText, typed_text


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


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
"""Fields that hold somebody's data, at any depth of a record. ``message`` is one of a record only: in a
log line it is the line's own words."""

ERASED = "*****"
"""What stands in place of an erased value."""

_NUMBER = re.compile(r"\d(?:[\W_]{0,3}\d){4}|(?:0[789]00|1[38]00|8\d\d|900)\)?[ .\-/]?[A-Za-z]{2}")
"""What no number that is masked is without. Most lines have none, and need no more of this package."""

_OF_A_RECORD = PERSONAL | {"message"}

_NAMES = frozenset(
    {"email", "phone", "first_name", "last_name", "external_id", "recipient", "address"}
)
"""Fields that say who somebody is, in a few words."""

_LEFT_OUT = "ignored"
"""The field in which a record has what it goes on without, each with its ``value`` as it came."""

_PROSE = frozenset({"message"})
"""Fields in which a person writes. What else is called ``text`` or ``note`` is Baton's own."""

_TELLING = _NAMES | _PROSE
_PLAIN = (str, int, float, type(None))

_NOBODY = _words("n/a na none null nil unknown unbekannt test tester - -- ? . x xx xxx anonymous")
"""What forms are filled in with that have no name."""

_ALSO_WORDS = _words(
    "a am an and are art as ask at august be bill by call can chance chase cold day dawn de do"
    " drew earnest email en faith few first frank from go good grace grant has he hope hot hunter"
    " if in is it ivy joy june lead le lily long low mark may me mobile my new no not of on one or"
    " out page pat phone price ray rich rob rose sales short so step sue summer sunny sunday the"
    " this time to two up us van von warm was we well will with you young"
)
"""Names that are words of ours, too: taken out only with a capital, as a name is written."""

_APOSTROPHE, _ANY_APOSTROPHE = re.compile("['\u2018\u2019]"), "['\u2018\u2019]"

_TOO_SHORT, _SHORTEST_NUMBER = 2, 6
_LONGEST_SENTENCE, _SHORTEST_SENTENCE = 5_000, 8


def mask(text: str) -> str:
    """``text`` with e-mail addresses and numbers of phones, accounts and cards replaced."""
    typed = typed_text(text)
    if not _NUMBER.search(typed.text):
        return _without_addresses(text, typed)
    from baton.core.recognition.personal import IN_LOGS, found_in, replaced

    found = [one for one in found_in(text) if one.kind in IN_LOGS]
    return replaced(text, found, lambda kind, _: f"<{kind}>")


def mask_addresses(text: str) -> str:
    """``text`` with e-mail addresses replaced; a line of JSON stays one."""
    return _without_addresses(text, typed_text(text))


def _without_addresses(text: str, typed: TypedText) -> str:
    if not may_hold_email(typed.text):
        return text
    pieces, at = [], 0
    for begin, end in typed.back(emails_in(typed.text)):
        pieces += [text[at:begin], "<email>"]
        at = end
    return "".join([*pieces, text[at:]])


class Words:
    """The words of the persons in a task: who they are, and the lines that they wrote.

    One is made for each task, and a task's words are in few of its lines. So a pattern is made only
    for what a line holds: one of all words would take ten milliseconds.
    """

    def __init__(self, task: Any) -> None:
        found = sorted(set(_values(task)), key=len, reverse=True)
        self._words = [(_folded(one), one) for one in found]

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
        held = [_pattern(word) for folded, word in self._words if folded in line]
        if not held:
            return text
        return re.sub(rf"(?<!\w)(?:{'|'.join(held)})(?!\w)", "<person>", text)


def _pattern(word: str) -> str:
    """The word in whatever case; one that is also a word of ours only with a capital."""
    if word.casefold() not in _ALSO_WORDS:
        return f"(?i:{_APOSTROPHE.sub(_ANY_APOSTROPHE, re.escape(word))})"
    return f"(?:{word.capitalize()}|{word.upper()})"


def _folded(text: str) -> str:
    """A text in which every two letters are the same that a pattern holds for the same whatever
    their case, the Turkish ones included, and every apostrophe.
    """
    return _APOSTROPHE.sub("'", text.casefold().replace("i\u0307", "i").replace("\u0131", "i"))


def _values(value: Any, name: str = "") -> Iterator[str]:
    """The values that tell who a person is, at any depth; of what they wrote every longer line too."""
    if isinstance(value, str):
        yield from _words_in(value, name)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, _PLAIN) and key not in _TELLING:
                continue  # nearly all that a task holds
            if not (name == "campaign" and key == "external_id"):
                yield from _values(inner, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _values(_as_came(inner) if name == _LEFT_OUT else inner, name)


def _words_in(value: str, name: str) -> Iterator[str]:
    if name in _NAMES:
        text = value.strip()[:_LONGEST_SENTENCE]
        shortest = _SHORTEST_NUMBER if text.isdigit() else _TOO_SHORT
        if len(text) >= shortest and text.casefold() not in _NOBODY:
            yield text
    elif name in _PROSE:
        text = value.strip()[:_LONGEST_SENTENCE]
        lines = (line.strip() for line in (text, *text.splitlines()))
        yield from (line for line in lines if len(line) >= _SHORTEST_SENTENCE and " " in line)


def _as_came(left_out: Any) -> Any:
    """A field that was left out as if it were there: what it holds is no less personal for that."""
    if not isinstance(left_out, Mapping):
        return left_out
    return {str(left_out.get("field")): left_out.get("value")}


def erased(record: Mapping[str, Any]) -> dict[str, Any]:
    """``record`` with the values of personal fields erased, at any depth below the first."""
    return {
        name: ERASED if name in PERSONAL and value else _erased(value)
        for name, value in record.items()
    }


def _erased(value: Any) -> Any:
    if isinstance(value, Mapping):
        left_out = "field" in value and "value" in value and "why" in value
        return {
            name: ERASED
            if (name in _OF_A_RECORD or (left_out and name == "value")) and inner
            else _erased(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_erased(inner) for inner in value]
    return value

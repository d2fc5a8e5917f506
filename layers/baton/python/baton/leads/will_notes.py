"""What somebody's notes on a person say of that person's will. Pure.

"wants no more mail", "bitte nicht mehr anrufen": a colleague wrote it, so it is heeded as caution. Only
a clause counts that plainly forbids, without saying when: "no answer, call again", "has not been called
yet" and "do not call before ten" close nothing. English, German, French, Spanish and Italian are read,
by ``will_notes.yaml``.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from baton.core.packaged_yaml import packaged_yaml
from baton.core.recognition.words import Reading
from baton.leads.will_vocabulary import EVERY

_READ = 5_000
"""Characters that are looked at."""

_CLAUSE = re.compile(
    r"[.,;:!?/|()\n]+| - |\b(?:but|aber|sondern|mais|pero|sino|ma)\b", re.IGNORECASE
)
_ELISION = re.compile(r"(?<=\b[a-z])['\u2019]|(?<=\bqu)['\u2019]", re.IGNORECASE)
"""Of French and Italian: ``n'appelez`` is two words, ``don't`` is one."""


def refused_in_notes(note: object) -> tuple[str, ...]:
    """The channels that a note says are closed, in the order of ``EVERY``; empty if it says of none."""
    if not isinstance(note, str):
        return ()
    known, closed = _patterns(), set[str]()
    for clause in _CLAUSE.split(_ELISION.sub(" ", note[:_READ])):
        line = Reading.of(clause).line
        if line and known.forbids.search(line) and not known.not_always.search(line):
            named = {channel for channel, way in known.ways.items() if way.search(line)}
            closed |= named or set(EVERY)
    return tuple(channel for channel in EVERY if channel in closed)


class _Patterns(NamedTuple):
    forbids: re.Pattern[str]
    not_always: re.Pattern[str]
    ways: Mapping[str, re.Pattern[str]]


@cache
def _patterns() -> _Patterns:
    """The file, read once."""
    source: dict[str, Any] = packaged_yaml(__package__, "will_notes.yaml")
    words: dict[str, str] = {}
    for name, pattern in source["words"].items():
        words[name] = filled(pattern, words)
    ways = {channel: f"\\b(?:{filled(one, words)})\\b" for channel, one in source["ways"].items()}
    return _Patterns(
        re.compile("|".join(filled(one, words) for one in source["forbids"])),
        re.compile(f"\\b(?:{'|'.join(source['not_always'].split())})\\b"),
        {channel: re.compile(pattern) for channel, pattern in ways.items()},
    )


def filled(pattern: str, words: Mapping[str, str]) -> str:
    """A pattern with what its names in braces stand for."""
    for name, known in words.items():
        pattern = pattern.replace(f"{{{name}}}", known)
    return pattern

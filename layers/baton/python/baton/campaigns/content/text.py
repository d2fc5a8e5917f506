"""A piece's text: its parts by name, and the sentences, words and marks in them with their places.

A body is written in a small part of Markdown (``#`` headings, ``-`` lists, ``[words](address)`` links);
every other part is plain. What is found has its place in the part as it is written, so that a page can
underline it. Every scan walks over the text once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints

from baton.core.contract import Contract
from baton.core.text import prose

MOST_PARTS = 40
MOST_CHARACTERS = 40_000
"""Of one part: four times a long article."""

BODY = "body"

PartName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,29}$")]
PartText = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS), AfterValidator(prose)]


class Part(Contract):
    """A named part, as ``headline``; an ad has several of one name."""

    name: PartName
    text: PartText


class Span(Contract):
    """Where something stands: the part by its place among the parts, and the characters of it."""

    part: int = Field(ge=0)
    begin: int = Field(ge=0)
    end: int = Field(ge=0)


class ContentText(Contract):
    """A piece's text, part by part in the order of its format."""

    parts: tuple[Part, ...] = Field(max_length=MOST_PARTS)

    @classmethod
    def of(cls, *parts: tuple[str, str]) -> Self:
        """From names and texts."""
        return cls(parts=tuple(Part(name=name, text=text) for name, text in parts))

    def named(self, name: str) -> Iterator[tuple[int, str]]:
        """The parts of a name with their places."""
        return ((at, one.text) for at, one in enumerate(self.parts) if one.name == name)

    def first(self, name: str) -> tuple[int, str] | None:
        """The first part of a name that says something."""
        return next(((at, text) for at, text in self.named(name) if text.strip()), None)

    def written(self) -> Iterator[tuple[int, str]]:
        """The parts that people read, with their places: all but structured data."""
        return ((at, one.text) for at, one in enumerate(self.parts) if one.name not in _UNREAD)

    def whole(self) -> str:
        """What people read, in one text."""
        return "\n\n".join(text for _, text in self.written())

    def holds(self, span: Span) -> bool:
        """Whether a place lies inside the text."""
        return span.part < len(self.parts) and span.begin <= span.end <= len(
            self.parts[span.part].text
        )


STRUCTURED_DATA = "structured_data"
_UNREAD = frozenset({STRUCTURED_DATA})


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of a part and where they begin in it."""

    text: str
    begin: int

    @property
    def end(self) -> int:
        """Where they end."""
        return self.begin + len(self.text)

    def within(self, part: int) -> Span:
        """Their place in the piece."""
        return Span(part=part, begin=self.begin, end=self.end)


WORD = re.compile(r"[^\W\d_]+(?:['\u2019\u00b7-][^\W\d_]+)*")
"""A word: letters, with what joins them (``don't``, ``state-of-the-art``)."""

_HEADING = re.compile(r"^(#{1,6})[ \t]+(\S[^\n]*)$", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^()\s]{1,2000})\)")
_LIST = re.compile(r"^[ \t]{0,6}[-*][ \t]+", re.MULTILINE)
_END = re.compile(
    r"(?<![.!?\u2026\u3002\uff01\uff1f])[.!?\u2026\u3002\uff01\uff1f]+"
    r"[\"'\u201d\u2019\u00bb)\]]*(?=\s|$)|\n"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|(?:[^\W\d_]\.){1,3}[^\W\d_]|mr|mrs|ms|dr|prof|st|vs|etc|inc|ltd|no|nr|bzw"
    r"|ca|usw|ggf|inkl|mme|av|p\.ex|sr|sra|ud|uds|approx)\.$",
    re.IGNORECASE,
)
_INITIAL = 12


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a body, ``level`` 1 to 6."""

    level: int
    words: Words


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a body: its words, its address, and the whole."""

    words: str
    address: str
    whole: Words


def headings(body: str) -> list[Heading]:
    """The headings of a body in their order."""
    return [
        Heading(len(one[1]), Words(one[2].rstrip(" \t#"), one.start(2)))
        for one in _HEADING.finditer(body)
    ]


def links(body: str) -> list[Link]:
    """The links of a body in their order."""
    return [Link(one[1], one[2], Words(one[0], one.start())) for one in _LINK.finditer(body)]


def plain(text: str) -> str:
    """``text``, as long as before, without the marks of headings, lists and links: every mark and every
    link's address is blank, so that places stay.
    """
    text = _LINK.sub(lambda one: f" {one[1]}" + " " * (len(one[2]) + 3), text)
    text = _HEADING.sub(_without_marks, text)
    return _LIST.sub(lambda one: " " * len(one[0]), text)


def _without_marks(found: re.Match[str]) -> str:
    before, said = found.start(2) - found.start(), found[2].rstrip(" \t#")
    return (" " * before + said).ljust(len(found[0]))


def sentences(text: str) -> list[Words]:
    """The sentences and lines of ``text`` that hold a word or number, in their order. A point after an
    abbreviation or an initial ends none.
    """
    bare, found, begin = plain(text), [], 0
    for end in _END.finditer(bare):
        if end[0] == "." and _ABBREVIATION.search(
            bare, max(begin, end.start() - _INITIAL), end.end()
        ):
            continue
        found.append((begin, end.end()))
        begin = end.end()
    found.append((begin, len(bare)))
    return [piece for start, stop in found if (piece := _trimmed(bare, start, stop))]


def _trimmed(text: str, begin: int, end: int) -> Words | None:
    cut = text[begin:end]
    inner = cut.strip()
    if not any(one.isalnum() for one in inner):
        return None
    return Words(inner, begin + len(cut) - len(cut.lstrip()))


def words(text: str) -> list[Words]:
    """The words of ``text`` with their places."""
    return [Words(one[0], one.start()) for one in WORD.finditer(text)]

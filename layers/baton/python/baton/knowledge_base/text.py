"""A text as it was read from a document: the words, and under which headings and on which page they
stand.
"""

import re
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from baton.core.contract import Contract
from baton.core.text import seen

MOST_CHARACTERS = 1_000_000
"""Of a document's text: a book of 600 pages. Its passages take a function minutes to embed."""

MOST_HEADINGS = 6
"""How deep headings are followed; those below stay in the text."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""A language by its code of ISO 639, as ``de``."""


class Section(Contract):
    """Part of a text, from ``begin`` to ``end``, that stands under these headings, the highest first."""

    begin: int = Field(ge=0)
    end: int = Field(ge=0)
    headings: tuple[str, ...] = Field(default=(), max_length=MOST_HEADINGS)
    page: int | None = Field(default=None, ge=1)


class ReadText(Contract):
    """A document's text. Positions are counted in characters of ``text``, which is kept as it is: every
    quote is a piece of it. ``title`` and ``language`` are what the document itself says they are.
    """

    model_config = ConfigDict(str_strip_whitespace=False)

    text: str = Field(max_length=MOST_CHARACTERS)
    sections: tuple[Section, ...]
    title: str | None = Field(default=None, max_length=200)
    language: Language | None = None
    pages: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _sections_lie_in_the_text(self) -> "ReadText":
        ends = [0, *(one.end for one in self.sections)]
        for one, before in zip(self.sections, ends, strict=False):
            if not before <= one.begin <= one.end <= len(self.text):
                raise ValueError("sections follow each other within the text")
        return self

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to be quoted, or nothing that anybody sees."""
        return not any(seen(self.text[one.begin : one.end]) for one in self.sections)


_LONGEST_LINE = 200
_CODE = re.compile(r"[a-z]{2}(?![a-z])")


def in_one_line(text: str) -> str:
    """A title or heading as it is shown."""
    return " ".join(text.split())[:_LONGEST_LINE].rstrip()


def language_code(told: str | None) -> str | None:
    """The language of a tag as ``de-AT`` (BCP 47); ``None`` of one that is none."""
    found = _CODE.match((told or "").strip().lower())
    return found[0] if found else None


class TextWriter:
    """Puts a text together block by block, and keeps under which headings each stands."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._sections: list[Section] = []
        self._headings: list[tuple[int, str]] = []

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    def heading(self, level: int, text: str) -> None:
        """Begins a part under a heading, 1 the highest. The heading is in the text, too."""
        shown = in_one_line(text)
        if not shown:
            return
        self._headings = [one for one in self._headings if one[0] < level]
        if len(self._headings) < MOST_HEADINGS:
            self._headings.append((level, shown))
        self._append(shown)

    def block(self, text: str, page: int | None = None) -> None:
        """Adds a paragraph, a row or whatever else belongs together."""
        if not text.strip():
            return
        begin = self._append(text.strip())
        headings = tuple(shown for _, shown in self._headings)
        last = self._sections[-1] if self._sections else None
        if last and (last.headings, last.page) == (headings, page):
            self._sections[-1] = last.model_copy(update={"end": self._length})
        else:
            self._sections.append(
                Section(begin=begin, end=self._length, headings=headings, page=page)
            )

    def written(
        self, *, title: str | None = None, language: str | None = None, pages: int | None = None
    ) -> ReadText:
        """The text. Raises ``ValidationError`` for one that is too long."""
        first = self._sections[0].headings[:1] if self._sections else ()
        return ReadText(
            text="".join(self._parts),
            sections=tuple(self._sections),
            title=in_one_line(title or "") or next(iter(first), None),
            language=language,
            pages=pages,
        )

    def _append(self, text: str) -> int:
        """Where it begins."""
        if self._parts:
            self._parts.append("\n\n")
            self._length += 2
        begin = self._length
        self._parts.append(text)
        self._length += len(text)
        return begin

"""A text in passages: pieces of a size that one vector can stand for and one quote can show."""

import re
from collections.abc import Iterator

from pydantic import ConfigDict, Field

from baton.core.contract import Contract
from baton.knowledge_base.text import ReadText, Section

AIMED_AT = 600
"""Characters: paragraphs are put together until there are so many. A hundred words of English."""

MOST = 900
"""Characters of a passage at most: what the embedding model reads of a text (256 tokens) takes it."""

MOST_PASSAGES = 5_000
"""Of a document: more are not embedded in the minutes that a function has."""

_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
_SENTENCE_END = re.compile(r"[.!?\u2026]['\"\u2019\u201d)\]]{0,3}\s+|[\u3002\uff01\uff1f]|\n\s*")
_SPACE = re.compile(r"\s+")


class Passage(Contract):
    """A piece of a text, word for word: ``text[begin:end]`` is ``quote``."""

    model_config = ConfigDict(str_strip_whitespace=False)

    quote: str = Field(min_length=1, max_length=MOST)
    begin: int = Field(ge=0)
    end: int = Field(ge=1)
    headings: tuple[str, ...] = ()
    page: int | None = None


def passages_of(read: ReadText) -> tuple[Passage, ...]:
    """The passages of a text, in its order. They do not overlap, and leave nothing out but spaces and
    headings; each lies under one heading and on one page.
    """
    return tuple(
        passage for section in read.sections for passage in _of_section(read.text, section)
    )


def _of_section(text: str, section: Section) -> Iterator[Passage]:
    begin = end = -1
    for first, last in _pieces(text, section.begin, section.end):
        if begin >= 0 and (last - begin > MOST or end - begin >= AIMED_AT):
            yield _passage(text, begin, end, section)
            begin = -1
        begin, end = (first if begin < 0 else begin), last
    if begin >= 0:
        yield _passage(text, begin, end, section)


def _passage(text: str, begin: int, end: int, section: Section) -> Passage:
    return Passage(
        quote=text[begin:end], begin=begin, end=end, headings=section.headings, page=section.page
    )


def _pieces(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Paragraphs, of those that are too long sentences, of those that are too long words, and of those
    parts: each without spaces around it."""
    for one in _split(text, begin, end, _PARAGRAPH_END):
        if one[1] - one[0] <= MOST:
            yield one
            continue
        for two in _split(text, *one, _SENTENCE_END):
            if two[1] - two[0] <= MOST:
                yield two
            else:
                yield from _in_lengths(text, *two)


def _split(text: str, begin: int, end: int, ends: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start = begin
    for found in ends.finditer(text, begin, end):
        yield from _trimmed(text, start, found.end())
        start = found.end()
    yield from _trimmed(text, start, end)


def _in_lengths(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """A text without sentences, as a table of numbers, cut at spaces where there are any."""
    while end - begin > MOST:
        spaces = [one.start() for one in _SPACE.finditer(text, begin + MOST // 2, begin + MOST)]
        cut = spaces[-1] if spaces else begin + MOST
        yield from _trimmed(text, begin, cut)
        begin = cut
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    while begin < end and text[begin].isspace():
        begin += 1
    while begin < end and text[end - 1].isspace():
        end -= 1
    if begin < end:
        yield begin, end

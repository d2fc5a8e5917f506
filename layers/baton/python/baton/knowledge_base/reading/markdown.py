"""Markdown and plain text: the text stays as it is, so that every quote is verbatim to the letter."""

import re

from baton.knowledge_base.text import (
    MOST_HEADINGS,
    ReadText,
    Section,
    in_one_line,
    language_code,
)

_LINE = re.compile(r"[^\n]*\n?")
_HEADING = re.compile(r" {0,3}(#{1,6})(?![^ \t\n])")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_FRONT_MATTER = re.compile(r"---\n(.{0,10000}?)\n---\n", re.DOTALL)
_FIELDS = ("title", "lang", "language")


def plain_text_of(text: str) -> ReadText:
    """A text without headings."""
    return ReadText(text=text, sections=(Section(begin=0, end=len(text)),))


def markdown_text(text: str) -> ReadText:
    """A text of which lines that begin with ``#`` are headings, but not within code (CommonMark 0.31,
    4.2 and 4.5). Its front matter may tell ``title`` and ``language``."""
    front = _FRONT_MATTER.match(text)
    told = _fields(front[1]) if front else {}
    sections, first = _sections(text, front.end() if front else 0)
    return ReadText(
        text=text,
        sections=tuple(sections),
        title=in_one_line(told.get("title", "")) or first,
        language=language_code(told.get("language") or told.get("lang")),
    )


def _sections(text: str, start: int) -> tuple[list[Section], str | None]:
    """The sections, and the first heading."""
    sections: list[Section] = []
    headings: list[tuple[int, str]] = []
    first, fence, begin = None, "", start
    for line in _LINE.finditer(text, start):
        fence = _fence_after(line[0], fence)
        found = None if fence else _HEADING.match(line[0])
        if found is None:
            continue
        _add(sections, begin, line.start(), headings)
        begin = line.end()
        level, shown = len(found[1]), _heading(line[0][found.end() :])
        headings = [one for one in headings if one[0] < level]
        if shown:
            first = first or shown
            headings = [*headings, (level, shown)][:MOST_HEADINGS]
    _add(sections, begin, len(text), headings)
    return sections, first


def _add(sections: list[Section], begin: int, end: int, headings: list[tuple[int, str]]) -> None:
    if end > begin:
        names = tuple(shown for _, shown in headings)
        sections.append(Section(begin=begin, end=end, headings=names))


def _fence_after(line: str, fence: str) -> str:
    """The fence within which the lines after this one stand; empty outside of code."""
    found = _FENCE.match(line)
    if found is None:
        return fence
    if not fence:
        return found[1]
    closes = found[1].startswith(fence) and not line.strip().strip(fence[0])
    return "" if closes else fence


def _heading(rest: str) -> str:
    """What follows the signs of a heading, without those that may close it."""
    words = rest.split()
    closed = words and not words[-1].strip("#")
    return in_one_line(" ".join(words[:-1] if closed else words))


def _fields(front: str) -> dict[str, str]:
    """The fields that count of a front matter, which is YAML; of that only what stands in one line."""
    told = {}
    for line in front.split("\n"):
        name, colon, value = line.partition(":")
        shown = value.strip().strip("'\"")[:200]
        if colon and name.strip() in _FIELDS and shown:
            told[name.strip()] = shown
    return told

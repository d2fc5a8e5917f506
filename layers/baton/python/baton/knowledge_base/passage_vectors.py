"""The vectors of a passage: what it is searched by, and what its parts mean by themselves.

A question is near to the question of its answer, and near to the answer, but less near to a vector of
both in one text, in which the longer one drowns the other. So a passage under a heading that says
something is searched by the mean of the heading's vector and its own. It costs no more to make than one
of both: each token is embedded once, and a heading of many passages once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from baton.knowledge_base.document import Document
from baton.knowledge_base.passages import Passage
from baton.memory.embedding import Embedder
from baton.search.vectors import sumprod

TELLING_WORDS = 3
"""From so many words on a heading says something; one of fewer names a chapter."""

HEADING_COUNTS = 0.5


@dataclass(frozen=True, slots=True)
class Vectors:
    """Of length 1. ``heading`` and ``text`` are those of the parts, where the heading says something."""

    searched: Sequence[float]
    heading: Sequence[float] | None = None
    text: Sequence[float] | None = None


def searched_text(document: Document, passage: Passage) -> str:
    """What a passage is searched by: its headings, or the title where there are none, and its text. A
    question and answer is one passage whose heading is the question."""
    return "\n".join((*(passage.headings or (document.title,)), passage.quote))


def telling_heading(passage: Passage) -> str | None:
    """The last heading of a passage, if it says something."""
    last = passage.headings[-1] if passage.headings else ""
    return last if len(last.split()) >= TELLING_WORDS or last.endswith("?") else None


def vectors_of(
    embedder: Embedder, document: Document, passages: Sequence[Passage]
) -> list[Vectors]:
    """The vectors of passages, in their order. Raises ``Unavailable``."""
    headings = [telling_heading(one) for one in passages]
    texts = [
        one.quote if heading else searched_text(document, one)
        for one, heading in zip(passages, headings, strict=True)
    ]
    wanted = list(dict.fromkeys([*texts, *(one for one in headings if one)]))
    vectors = dict(zip(wanted, embedder.embed(wanted), strict=True))
    return [
        _of_parts(vectors[heading], vectors[text]) if heading else Vectors(vectors[text])
        for heading, text in zip(headings, texts, strict=True)
    ]


def _of_parts(heading: Sequence[float], text: Sequence[float]) -> Vectors:
    mean = [
        HEADING_COUNTS * one + (1 - HEADING_COUNTS) * other
        for one, other in zip(heading, text, strict=True)
    ]
    length = sumprod(mean, mean) ** 0.5
    searched = [one / length for one in mean] if length else text
    return Vectors(searched, heading, text)

"""Quotes: what of a passage is quoted, and whether the current version has it, word for word. Pure."""

import re
from collections.abc import Iterator

from baton.core.text import folded_words
from baton.gtm.support import SupportQuote
from baton.knowledge_base.document import Document
from baton.knowledge_base.passages import Passage
from baton.knowledge_base.quotation import Place
from baton.knowledge_base.text import ReadText

MOST_QUOTED = 55
"""Words of a quote: with what stands around it an answer has fewer than 100."""

_SENTENCE_END = re.compile(r"[.!?\u2026]['\"\u2019\u201d)\]]{0,3}\s+|\n+")


def quote_of(
    document: Document, passage: Passage, text: ReadText, question: str
) -> SupportQuote | None:
    """The quote from a passage, checked against the text of the document's current version; ``None``
    if the passage is not in it at its place, word for word.
    """
    if text.text[passage.begin : passage.end] != passage.quote:
        return None
    begin, end = part_of(passage.quote, question)
    begin, end = passage.begin + begin, passage.begin + end
    return quote_at(
        document,
        Place(headings=passage.headings, page=passage.page, begin=begin, end=end),
        text,
    )


def quote_at(document: Document, place: Place, text: ReadText) -> SupportQuote | None:
    """What stands at a place of the document's text; ``None`` if nothing does."""
    quoted = text.text[place.begin : place.end]
    if not quoted.strip() or place.end > len(text.text):
        return None
    return SupportQuote(
        document_id=document.document_id,
        title=document.title,
        version=document.version,
        place=place,
        quote=quoted,
    )


def is_verbatim(quote: SupportQuote, text: ReadText) -> bool:
    """Whether the quote stands in the text, where it says."""
    return text.text[quote.place.begin : quote.place.end] == quote.quote


def part_of(passage: str, question: str) -> tuple[int, int]:
    """From where to where a passage is quoted: all of it if it is short, else the run of sentences of at
    most ``MOST_QUOTED`` words that has most of the question's words; the earlier, the better.
    """
    if len(passage.split()) <= MOST_QUOTED:
        return 0, len(passage)
    wanted = {word for word in folded_words(question) if len(word) > 2}  # noqa: PLR2004 (small words)
    sentences = [*_sentences(passage)]
    best, chosen = -1, (0, _words_end(passage))
    for first, (begin, _) in enumerate(sentences):
        end = begin
        for _, last in sentences[first:]:
            if len(passage[begin:last].split()) > MOST_QUOTED:
                break
            end = last
        if end > begin:
            score = len(wanted & set(folded_words(passage[begin:end])))
            if score > best:
                best, chosen = score, (begin, end)
    return chosen


def _sentences(passage: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _SENTENCE_END.finditer(passage):
        end = found.start() + len(found[0].rstrip())
        if end > start:
            yield start, end
        start = found.end()
    if start < len(passage):
        yield start, len(passage)


def _words_end(passage: str) -> int:
    """The end of the last word that is quoted, of a passage without sentences."""
    words = [*re.finditer(r"\S+", passage)]
    return words[min(MOST_QUOTED, len(words)) - 1].end()

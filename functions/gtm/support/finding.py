"""Finding the answer to a question: searched, judged, and quoted from the current version."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from baton.core.errors import NotFound
from baton.core.recognition.languages import written_in
from baton.core.text import folded_words
from baton.gtm.kept_answer import passage_key
from baton.gtm.support import ANSWERED_FROM, HandoverReason, SupportQuote
from baton.gtm.support_store import SupportRepository
from baton.knowledge_base.knowledge_base import KnowledgeBase
from baton.knowledge_base.matches import Match
from baton.knowledge_base.passage_search import PassageQuery
from baton.knowledge_base.passage_vectors import telling_heading
from baton.memory.embedding import Embedder
from baton.memory.minilm import MODEL
from functions.gtm.support.calibration import Calibration, Ranked, shift
from functions.gtm.support.evidence import Found, Judged, judged
from functions.gtm.support.question import Question
from functions.gtm.support.quoting import quote_of
from functions.gtm.support.token_alignment import TokenAlignment

CANDIDATES = 100
"""Passages asked for by meaning, and as many by words. On a list of a hundred questions an answer, fewer
say less; more take longer and say the same."""

NUDGE = 0.5
"""How much of what votes move counts in the order: less than what tells two different answers apart."""

ENGLISH_ONLY = frozenset({MODEL})
"""Embedding models that carry no other language."""

_SMALL = 3
"""Letters of a word from which on it says something."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: a quote to answer with, or why there is none. ``confidence`` is that of the best
    that was found, ``near`` where that stands, and what contradicts it."""

    confidence: float
    quote: SupportQuote | None = None
    passage: str | None = None
    reason: HandoverReason | None = None
    language: str | None = None
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """Looks for answers. ``is_order`` says of a text that it gives orders, to whomever: that is no
    answer, and nothing that is written in a document is an instruction.
    """

    base: KnowledgeBase
    embedder: Callable[[], Embedder]
    support: SupportRepository
    calibration: Calibration
    alignment: TokenAlignment
    is_order: Callable[[str], bool]

    def find(self, question: Question, collection: str) -> Answer:
        """The answer. Raises ``Unavailable``."""
        carried = self._carries(question.language)
        wanted = PassageQuery(question.searched, collection, None if carried else question.language)
        matches = [
            one
            for one in self.base.matches(wanted, CANDIDATES)
            if one.candidate.vectors and (carried or _speaks(one, question.language))
        ]
        if not matches:
            return Answer(0.0, reason=self._why_nothing(question, collection))
        try:
            best, confidence = self._best(question, matches)
        except ModuleNotFoundError:
            # Where texts become vectors elsewhere there is no layer with numpy, and the confidence was
            # not fitted for that model either: nobody knows how sure it is, so a person answers.
            return Answer(0.0, reason=HandoverReason.UNSURE)
        match = matches[best.passage]
        language = question.language or _language_of(match)
        if language not in {None, "en"} and not self._carries_all():
            confidence = min(confidence, _coverage(question.searched, match))
        rivals = [one for one in matches if _contradicts(match, one)]
        quote, reason = None, None
        if rivals and confidence * (1 + len(rivals)) >= ANSWERED_FROM:  # they share it
            reason = HandoverReason.CONTRADICTORY
        elif confidence < ANSWERED_FROM:
            reason = HandoverReason.UNSURE
        elif (quote := self._quoted(match, question.searched)) is None:
            reason = HandoverReason.UNVERIFIED
        near = tuple(dict.fromkeys(map(_label, (match, *rivals))))
        return Answer(confidence, quote, _key_of(match), reason, language, near)

    def _best(self, question: Question, matches: Sequence[Match]) -> tuple[Judged, float]:
        (vector,) = self.embedder().embed([question.searched])
        found = [_found(one) for one in matches]
        some = self.calibration.in_question(judged(question.searched, vector, found))
        ranked = self.calibration.ranked(self.alignment.aligned(question.searched, some, found))
        keys = {one: _key_of(matches[one.judged.passage]) for one in ranked}
        votes = self.support.votes(keys.values())

        def order(one: Ranked) -> float:
            return one.log_odds + NUDGE * shift(votes.get(keys[one]))

        best = max(ranked, key=order)
        return best.judged, best.confidence(votes.get(keys[best]))

    def _quoted(self, match: Match, question: str) -> SupportQuote | None:
        """The quote, if it stands in the version that is the current one now, and is no order."""
        document = match.document
        try:
            text = self.base.text_of(document)
        except NotFound:
            return None
        quote = quote_of(document, match.candidate.kept.passage, text, question)
        now = self.base.documents.find(document.document_id)
        is_current = now is not None and now.edition == document.edition
        return quote if quote and is_current and not self.is_order(quote.quote) else None

    def _why_nothing(self, question: Question, collection: str) -> HandoverReason:
        if question.language and self.base.matches(PassageQuery(question.searched, collection), 1):
            return HandoverReason.OTHER_LANGUAGE
        return HandoverReason.NOTHING_FOUND

    def _carries(self, language: str | None) -> bool:
        """Whether what is found in other languages can be compared with the question."""
        return language is None or self._carries_all()

    def _carries_all(self) -> bool:
        return self.embedder().model not in ENGLISH_ONLY


def _found(match: Match) -> Found:
    candidate, vectors = match.candidate, match.candidate.vectors
    if vectors is None:
        raise ValueError("needs the vectors of a passage")
    return Found(
        answer=candidate.kept.passage.quote,
        heading=vectors.heading or vectors.searched,
        text=vectors.text or vectors.searched,
        words=candidate.words,
        written=telling_heading(candidate.kept.passage) or candidate.kept.passage.quote,
    )


def _key_of(match: Match) -> str:
    return passage_key(match.document.document_id, match.candidate.kept.passage.quote)


def _label(match: Match) -> str:
    """Where a passage stands, for a person: its heading, and in which file or page."""
    *_, last = ("", *match.candidate.kept.passage.headings)
    return f"“{last or match.document.title}” in {match.document.source.name}"


def _language_of(match: Match) -> str | None:
    return match.document.language or written_in(match.candidate.kept.passage.quote)


def _speaks(match: Match, language: str | None) -> bool:
    return _language_of(match) in {None, language}


def _contradicts(match: Match, other: Match) -> bool:
    """Whether another document answers the same question, word for word, with something else."""
    one, two = match.candidate.kept.passage, other.candidate.kept.passage
    if match.document.document_id == other.document.document_id or not telling_heading(one):
        return False
    if [*map(folded_words, one.headings)] != [*map(folded_words, two.headings)]:
        return False
    texts = sorted((" ".join(folded_words(text)) for text in (one.quote, two.quote)), key=len)
    return texts[0] not in texts[1]


def _coverage(question: str, match: Match) -> float:
    """The share of the question's words that the passage or its headings have: what is sure of an answer
    in a language of whose meaning the embedding knows little.
    """
    passage = match.candidate.kept.passage
    there = set(folded_words("\n".join((*passage.headings, passage.quote))))
    wanted = {word for word in folded_words(question) if len(word) > _SMALL}
    return len(wanted & there) / len(wanted) if wanted else 0.0

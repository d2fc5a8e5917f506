"""Whether a text claims only what the company's own texts say. Pure.

A claim is a figure, an amount of money, a share, a superlative or comparison, a proof ("certified",
"free"), a term ("a fee", "cancel"), a quotation, or somebody's name. It is supported by a passage that
has the same figure or word in a sentence that says the same: at least three fifths of what else the
claiming sentence says, and as much denied.
What supports it is kept beside it as its source. A sentence that turns one of the company's round is a
claim too, that nothing supports.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from baton.campaigns.content.claim_words import (
    claim_words,
    content_stems,
    denies,
    language_of,
    periods_in,
    stem,
)
from baton.campaigns.content.figures import PLAIN, SHARE, Figure, figures_in
from baton.campaigns.content.findings import Check, Severity, TextFinding
from baton.campaigns.content.knowledge import Citation, Passage
from baton.campaigns.content.named import known_words, names_in
from baton.campaigns.content.statements import (
    Statement,
    Term,
    agrees,
    contradicts,
    covered,
    is_stated,
    statement,
    supports,
)
from baton.campaigns.content.text import ContentText, Span, Words, plain, sentences
from baton.core.contract import Contract
from baton.core.text import folded

_QUOTED = re.compile(
    r"[\"\u201c\u201e\u00ab]([^\"\u201c\u201d\u201e\u00ab\u00bb\n]{8,400})[\"\u201d\u201c\u00bb]"
)
_LEAST_QUOTED = 3
_WHOLE = (re.compile(r"[\w./'-]+"), re.compile(r"\w+"))

MOST_CLAIMS = 400
"""Of one text: one with more claims than that is none that people read, and is not looked through."""


class ClaimKind(StrEnum):
    """What a claim is about."""

    FIGURE = "figure"
    MONEY = "money"
    SHARE = "share"
    SUPERLATIVE = "superlative"
    PROOF = "proof"
    TERM = "term"
    CONTRADICTION = "contradiction"
    QUOTE = "quote"
    NAME = "name"


class Claim(Contract):
    """Something that a text claims, where, and what supports it; ``None`` if nothing does."""

    kind: ClaimKind
    span: Span
    said: str
    source: Citation | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence of the company's, as claims are compared with it."""

    words: frozenset[str]
    stems: frozenset[str]
    figures: tuple[Figure, ...]
    periods: frozenset[str]
    denied: bool
    statement: Statement
    source: Citation


class Support:
    """The company's own words, made ready for many claims. ``names`` may be named without a source:
    the company's own, and what the brief says.
    """

    def __init__(
        self, passages: Sequence[Passage], language: str, names: Sequence[str] = ()
    ) -> None:
        self._said = [one for passage in passages for one in _sentences_of(passage, language)]
        self._whole = [(_even(one.quote), one.source) for one in passages]
        self._named = known_words(" ".join(names))
        self._words = [(known_words(one.quote), one.source) for one in passages]
        self._language = language

    def claims(self, text: ContentText) -> tuple[Claim, ...]:
        """What ``text`` claims, each with its source; of too many the first ones, and one more."""
        found = (one for at, words in text.written() for one in self._of_part(at, words))
        some = itertools.islice(found, MOST_CLAIMS + 1)
        return tuple(sorted(some, key=lambda one: (one.span.part, one.span.begin)))

    def _of_part(self, at: int, words: str) -> Iterator[Claim]:
        shown = plain(words)
        for sentence in sentences(words):
            yield from self._of_sentence(at, sentence)
        for one in _QUOTED.finditer(shown):
            if len(one[1].split()) >= _LEAST_QUOTED:
                yield self._quote(at, Words(one[1], one.start(1)))
        for name in names_in(shown, self._language):
            plain_name = folded(name.text)
            parts = {plain_name, *plain_name.split("-")}
            if not parts & self._named:
                yield self._name(at, name, parts)

    def _of_sentence(self, at: int, sentence: Words) -> Iterator[Claim]:
        words, stems = claim_words(), frozenset(content_stems(sentence.text))
        denied, periods = denies(sentence.text), periods_in(sentence.text, self._language)
        for figure in figures_in(sentence.text, self._language):
            kind = _KINDS.get(figure.unit, ClaimKind.MONEY)
            own = frozenset(content_stems(sentence.text[figure.begin : figure.end]))
            source = self._figure(figure, stems - own, periods, denied=denied)
            yield _claim(kind, at, sentence, (figure.begin, figure.end), source)
        spared = [one.span() for one in words.not_claims.finditer(sentence.text)]
        for kind, pattern in (
            (ClaimKind.SUPERLATIVE, words.superlatives),
            (ClaimKind.SUPERLATIVE, words.comparisons),
            (ClaimKind.PROOF, words.proofs),
        ):
            for one in pattern.finditer(sentence.text):
                if not any(begin <= one.start() < end for begin, end in spared):
                    own = frozenset(content_stems(one[0]))
                    source = self._word(one[0], stems - own, denied=denied)
                    yield _claim(kind, at, sentence, one.span(), source)
        yield from self._of_statement(at, sentence)

    def _of_statement(self, at: int, sentence: Words) -> Iterator[Claim]:
        said = statement(sentence.text, self._language)
        if self._is_contradicted(said):
            whole = (0, len(sentence.text))
            yield _claim(ClaimKind.CONTRADICTION, at, sentence, whole, None)
            return
        for term in said.terms:
            if is_stated(term, said):
                place = (term.word.begin, term.word.end)
                yield _claim(ClaimKind.TERM, at, sentence, place, self._term(term, said))

    def _is_contradicted(self, said: Statement) -> bool:
        told = [one.statement for one in self._said]
        return any(contradicts(one, said) for one in told) and not any(
            agrees(one, said) for one in told
        )

    def _term(self, term: Term, said: Statement) -> Citation | None:
        return next((one.source for one in self._said if supports(one.statement, term, said)), None)

    def _figure(
        self, figure: Figure, stems: frozenset[str], periods: frozenset[str], *, denied: bool
    ) -> Citation | None:
        return next(
            (
                one.source
                for one in self._said
                if one.denied == denied
                and periods <= one.periods
                and any(figure.says_the_same(other) for other in one.figures)
                and covered(stems, one.stems)
            ),
            None,
        )

    def _word(self, word: str, stems: frozenset[str], *, denied: bool) -> Citation | None:
        wanted = {stem(one) for one in word.split()}
        return next(
            (
                one.source
                for one in self._said
                if one.denied == denied and wanted <= one.words and covered(stems, one.stems)
            ),
            None,
        )

    def _quote(self, at: int, quoted: Words) -> Claim:
        even = _even(quoted.text)
        source = next((source for whole, source in self._whole if even in whole), None)
        return Claim(
            kind=ClaimKind.QUOTE, span=quoted.within(at), said=quoted.text[:200], source=source
        )

    def _name(self, at: int, name: Words, parts: set[str]) -> Claim:
        source = next((source for words, source in self._words if parts & words), None)
        return Claim(kind=ClaimKind.NAME, span=name.within(at), said=name.text, source=source)


_KINDS = {PLAIN: ClaimKind.FIGURE, SHARE: ClaimKind.SHARE}


def _sentences_of(passage: Passage, language: str) -> Iterator[_Said]:
    written_in = passage.language or language_of(passage.quote) or language
    for one in sentences(passage.quote):
        yield _Said(
            _all_stems(one.text),
            frozenset(content_stems(one.text)),
            tuple(figures_in(one.text, written_in)),
            periods_in(one.text, written_in),
            denies(one.text),
            statement(one.text, written_in),
            passage.source,
        )


def _all_stems(text: str) -> frozenset[str]:
    """The stems of all words, those that say nothing among them: ``the first`` is looked for whole."""
    return frozenset(stem(word) for pattern in _WHOLE for word in pattern.findall(text))


def _even(text: str) -> str:
    """``text`` as quotations are compared: small, single spaces, plain marks."""
    marks = text.replace("\u2019", "'").replace("\u2018", "'")
    return " ".join(folded(plain(marks)).split())


def _claim(
    kind: ClaimKind, at: int, sentence: Words, place: tuple[int, int], source: Citation | None
) -> Claim:
    begin, end = place
    span = Span(part=at, begin=sentence.begin + begin, end=sentence.begin + end)
    return Claim(kind=kind, span=span, said=sentence.text[begin:end][:200], source=source)


def unsupported(claims: Sequence[Claim]) -> list[TextFinding]:
    """The claims that nothing supports, and that there are too many to look at."""
    found = [_finding(one) for one in claims if one.source is None]
    if len(claims) > MOST_CLAIMS:
        many = TextFinding(
            check=Check.CLAIMS,
            rule="many",
            severity=Severity.FAULT,
            reason=f"The text makes more than {MOST_CLAIMS} claims.",
            fix="Make fewer.",
            span=claims[-1].span,
        )
        found.append(many)
    return found


def _finding(claim: Claim) -> TextFinding:
    return TextFinding(
        check=Check.CLAIMS,
        rule=claim.kind.value,
        severity=Severity.FAULT,
        reason=(
            f"The company's own words say otherwise than {claim.said[:100]!r}."
            if claim.kind is ClaimKind.CONTRADICTION
            else f"Nothing that the company knows supports the {claim.kind.value} {claim.said[:100]!r}."
        ),
        fix="Leave it out, say it as the source does, or add a document that says it.",
        span=claim.span,
    )

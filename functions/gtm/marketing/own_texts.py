"""The company's own texts about a subject: passages of its documents that have most of the words.

By words alone: a function that asks facts has no room for the layer that embeds texts. Documents are
chosen by their titles and languages, passages by the rare words that they share with the subject.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baton.core.errors import NotFound
from baton.knowledge_base.document import Document, DocumentStatus
from baton.knowledge_base.passages import passages_of
from baton.knowledge_base.repository import DocumentRepository
from baton.knowledge_base.texts import Texts
from baton.language.guards.brand import as_read

MOST_LISTED = 100
MOST_READ = 8
MOST_PASSAGES = 6
_STEM, _LEAST_LETTERS = 5, 4
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[^.!?\n]{20,240}[.!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class OwnText:
    """A passage of a document, word for word, and where it stands."""

    quote: str
    document: str
    language: str | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Its whole sentences that fit into a message."""
        return tuple(" ".join(one.split()) for one in _SENTENCE.findall(self.quote))


class OwnTexts:
    """Finds them in the knowledge base."""

    def __init__(self, documents: DocumentRepository, texts: Texts) -> None:
        self._documents = documents
        self._texts = texts

    def about(self, subject: str, language: str) -> tuple[OwnText, ...]:
        """The passages that say most about a subject, those in the language before others. Raises
        ``Unavailable``.
        """
        page = self._documents.page(status=DocumentStatus.READY, limit=MOST_LISTED)
        chosen = by_title(page.items, subject, language)
        return ranked([text for one in chosen for text in self._passages(one)], subject, language)

    def _passages(self, document: Document) -> Iterator[OwnText]:
        try:
            read = self._texts.read(document.document_id, document.edition or "")
        except NotFound:  # deleted since it was listed
            return
        where = f"{document.document_id}@{document.version}"
        for one in passages_of(read):
            yield OwnText(one.quote, where, document.language or read.language)


def by_title(documents: Sequence[Document], subject: str, language: str) -> tuple[Document, ...]:
    """The documents to read: those in the language, or of none that is told, by their titles' words."""
    wanted = stems(subject)

    def rank(document: Document) -> tuple[bool, int]:
        other = document.language not in {language, None}
        return other, -len(stems(document.title) & wanted)

    return tuple(sorted(documents, key=rank)[:MOST_READ])


def ranked(texts: Sequence[OwnText], subject: str, language: str) -> tuple[OwnText, ...]:
    """The passages that share the rarest words with a subject; none that shares nothing."""
    wanted = stems(subject)
    seen = Counter(stem for one in texts for stem in stems(one.quote) & wanted)

    def score(one: OwnText) -> float:
        shared = stems(one.quote) & wanted
        return sum(math.log(1 + len(texts) / seen[stem]) for stem in shared)

    scored = [(one.language not in {language, None}, -score(one), one) for one in texts]
    best = sorted((one for one in scored if one[1] < 0), key=lambda one: one[:2])
    return tuple(one for _, _, one in best[:MOST_PASSAGES])


def stems(text: str) -> frozenset[str]:
    """The beginnings of its longer words."""
    words = _WORD.findall(as_read(text))
    return frozenset(one[:_STEM] for one in words if len(one) >= _LEAST_LETTERS)

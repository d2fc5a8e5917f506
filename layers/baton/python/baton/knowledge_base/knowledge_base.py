"""The knowledge base: documents kept version by version, found passage by passage, gone when deleted.

A version takes over in one step. Its text and its passages are written under an edition of their own
first, and are not found; then the document is kept with that edition, on the version that was seen, and
from then on only what is of that edition is found. A search asks the table, read consistently, about
everything that the index found: so a document that is deleted, or replaced, is in no answer from that
moment on, whatever the index still holds. What a crash leaves behind is found by nobody, and swept by
``Upkeep``.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from baton.aws.files import Files
from baton.core.clock import Clock, NewId, moment_of
from baton.core.errors import NotFound, StaleVersion, Unavailable
from baton.knowledge_base.document import (
    ADVICE,
    Document,
    DocumentStatus,
    NewDocument,
    Outcome,
    SourceKind,
)
from baton.knowledge_base.matches import Match, is_current, quotation_of
from baton.knowledge_base.passage_index import PassageIndex
from baton.knowledge_base.passage_search import Candidate, PassageQuery, ranked
from baton.knowledge_base.passages import MOST_PASSAGES, passages_of
from baton.knowledge_base.quotation import Mention, Quotation, mention_of
from baton.knowledge_base.redaction import without
from baton.knowledge_base.repository import DocumentRepository
from baton.knowledge_base.text import ReadText
from baton.knowledge_base.texts import Texts
from baton.persistence.retry_on_conflict import retry_on_conflict

LEAST_CANDIDATES, MOST_CANDIDATES = 20, 1_000

Erased = Callable[[str], bool]
"""Whether the person with a key was erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeBase:
    """Documents. All methods raise ``Unavailable``; trying again is safe."""

    documents: DocumentRepository
    passages: PassageIndex
    files: Files
    was_erased: Erased
    clock: Clock
    new_id: NewId

    def keep(self, given: NewDocument, read: ReadText) -> Document:
        """Keeps a document, or its next version, which is found when this returns. The same again
        changes nothing. Raises ``Conflict`` if others change it at the same time."""
        return retry_on_conflict(
            lambda: self.keep_over(self.documents.find(given.document_id), given, read)
        )

    def keep_over(
        self, seen: Document | None, given: NewDocument, read: ReadText | Outcome
    ) -> Document:
        """Keeps the version that follows ``seen``; with an outcome instead of a text, one of which
        nothing is found. Raises ``StaleVersion`` if something else is kept by now."""
        if isinstance(read, ReadText) and read.is_empty:
            read = Outcome.EMPTY
        if isinstance(read, ReadText) and len(passages_of(read)) > MOST_PASSAGES:
            read = Outcome.TOO_LARGE
        given = given.model_copy(update={"tag": given.tag or _tag_of(read)})
        if seen and _is_the_same(seen, given):
            return seen
        if isinstance(read, Outcome):
            return self._replaced(seen, self._described(seen, given, read))
        return self._written(seen, given, read, self.was_erased)

    def find(self, document_id: str) -> Document:
        """A document. Raises ``NotFound``, also of one that was deleted."""
        found = self.documents.find(document_id)
        if found is None or found.status is DocumentStatus.DELETED:
            raise NotFound("document", document_id)
        return found

    def text_of(self, document: Document) -> ReadText:
        """The text of a document's version. Raises ``NotFound`` if it is not the current one."""
        return Texts(self.files).read(document.document_id, document.edition or "")

    def delete(self, document_id: str) -> None:
        """Deletes a document, and the file that it came from: it is in no answer any more when this
        returns. Raises ``NotFound``."""

        def attempt() -> None:
            seen = self.find(document_id)
            if seen.source.kind is SourceKind.FILE:
                # First: after a crash in between, whoever hears of that deletes the document.
                self.files.delete(seen.source.name)
            self.delete_seen(seen)

        retry_on_conflict(attempt)

    def delete_seen(self, seen: Document) -> None:
        """Deletes a document as it was seen, whose file is gone. Raises ``StaleVersion``."""
        gone = {"status": DocumentStatus.DELETED, "edition": None, "tag": "", "passages": 0}
        self._replaced(seen, seen.next_version(self.clock(), **gone))

    def search(
        self,
        question: str,
        *,
        collection: str | None = None,
        k: int = 5,
        language: str | None = None,
    ) -> tuple[Quotation, ...]:
        """The ``k`` best passages, the best first: those of one ``collection``, and those in one
        ``language`` or an unknown one, if they are given. More candidates are asked for if so many of
        them are of no current edition that too few are left."""
        wanted, size = PassageQuery(question, collection, language), max(4 * k, LEAST_CANDIDATES)
        while True:
            current, alive, exhausted = self._alive(wanted, size)
            best = ranked(alive, k)
            if len(best) == k or exhausted or size >= MOST_CANDIDATES:
                break
            size = min(4 * size, MOST_CANDIDATES)
        return tuple(quotation_of(current[one.kept.document_id], one, score) for score, one in best)

    def matches(self, wanted: PassageQuery, size: int) -> tuple[Match, ...]:
        """The passages of current versions among the ``size`` nearest by meaning and the ``size`` best
        by words, in no order, for whoever judges them by all that the index knows."""
        current, alive, _ = self._alive(wanted, size)
        return tuple(Match(current[one.kept.document_id], one) for one in alive)

    def _alive(
        self, wanted: PassageQuery, size: int
    ) -> tuple[dict[str, Document], list[Candidate], bool]:
        """Documents that are there, candidates of their current editions, and whether there are no
        more."""
        answer = self.passages.candidates(wanted, size)
        current = self.documents.current(one.kept.document_id for one in answer.found)
        alive = [one for one in answer.found if is_current(one, current.get)]
        return current, alive, answer.exhausted

    def mentions(self, key: str) -> tuple[Mention, ...]:
        """Where current versions have an e-mail address of the person with this key."""
        found = self.passages.naming(key)
        current = self.documents.current(one.document_id for one in found)
        return tuple(
            mention_of(current[one.document_id], one.passage)
            for one in found
            if one.document_id in current and current[one.document_id].edition == one.edition
        )

    def redact(self, key: str) -> int:
        """Blacks out the person's e-mail addresses in all documents. Gives how many there were. Such a
        document is found again once the upkeep has put its passages into the index, within the hour:
        whoever erases turns no text into vectors.

        Editions that name the person and are of no use any more, as after a crash, are not left to be
        swept: whoever still writes one that is older than the current one will be refused.
        """
        found = {(one.document_id, one.edition) for one in self.passages.naming(key)}
        current, count = self.documents.current(one for one, _ in found), 0
        for document_id, edition in sorted(found):
            document = current.get(document_id)
            if document and document.edition == edition:
                count += self._redacted(document_id, key)
            elif document and moment_of(edition) < document.updated_at:
                self._drop(document_id, edition, for_good=True)
        return count

    def _written(
        self, seen: Document | None, given: NewDocument, read: ReadText, erased: Erased
    ) -> Document:
        document, read = self._edition(seen, given, read, erased, 0)
        self.passages.keep(document, passages_of(read))
        return self._replaced(seen, document)

    def _edition(
        self,
        seen: Document | None,
        given: NewDocument,
        read: ReadText,
        erased: Erased,
        blacked_before: int,
    ) -> tuple[Document, ReadText]:
        """The document's next edition, whose text is kept, and that text."""
        read, blacked = _without(read, erased)
        title, in_title = without(given.title, erased)
        given = given.model_copy(update={"title": title})
        document = self._described(seen, given, None).model_copy(
            update={
                "language": given.language or read.language,
                "edition": self.new_id(),
                "characters": len(read.text),
                "passages": len(passages_of(read)),
                "pages": read.pages,
                "redacted": blacked_before + blacked + in_title,
            }
        )
        Texts(self.files).keep(document.document_id, document.edition or "", read)
        return document, read

    def _described(
        self, seen: Document | None, given: NewDocument, outcome: Outcome | None
    ) -> Document:
        now = self.clock()
        return Document(
            **given.model_dump(),
            version=seen.version + 1 if seen else 1,
            status=DocumentStatus.UNREADABLE if outcome else DocumentStatus.READY,
            outcome=outcome,
            detail=ADVICE[outcome] if outcome else None,
            created_at=seen.created_at if seen else now,
            updated_at=now,
        )

    def _replaced(
        self, seen: Document | None, document: Document, *, for_good: bool = False
    ) -> Document:
        """Keeps the next version, and drops what is of no current one then."""
        try:
            self.documents.keep(document)
        except StaleVersion:
            self._dropped(document)
            raise
        if seen:
            self._dropped(seen, for_good=for_good)
        return document

    def _dropped(self, document: Document, *, for_good: bool = False) -> None:
        """Drops an edition, which nobody finds; if that fails it is swept later."""
        if document.edition:
            with suppress(Unavailable):
                self._drop(document.document_id, document.edition, for_good=for_good)

    def _drop(self, document_id: str, edition: str, *, for_good: bool = False) -> None:
        """The text first: as long as the passages are there, whoever looks for a person finds both."""
        texts = Texts(self.files)
        (texts.purge if for_good else texts.drop)(document_id, edition)
        self.passages.drop(document_id, edition)

    def _redacted(self, document_id: str, key: str) -> int:
        def attempt() -> int:
            seen = self.documents.find(document_id)
            if seen is None or seen.edition is None:
                return 0
            try:
                read = self.text_of(seen)
            except NotFound:
                raise StaleVersion("The document was changed since it was read.") from None
            given = NewDocument(**{name: getattr(seen, name) for name in NewDocument.model_fields})
            after, _ = self._edition(
                seen, given, read, lambda one: one == key or self.was_erased(one), seen.redacted
            )
            self._replaced(seen, after, for_good=True)
            return after.redacted - seen.redacted

        return retry_on_conflict(attempt)


def _is_the_same(seen: Document, given: NewDocument) -> bool:
    """Whether nothing would change. The title is compared as it was given, not as it was redacted."""
    return (
        seen.status is not DocumentStatus.DELETED
        and (seen.tag, seen.collections) == (given.tag, given.collections)
        and seen.source == given.source
        and given.language in {None, seen.language}
        and (seen.title == given.title or seen.redacted > 0)
    )


def _tag_of(read: ReadText | Outcome) -> str:
    content = read.value if isinstance(read, Outcome) else read.model_dump_json()
    return hashlib.sha256(content.encode()).hexdigest()


def _without(read: ReadText, erased: Erased) -> tuple[ReadText, int]:
    """The text and its headings without addresses of erased persons, and how many there were."""
    text, count = without(read.text, erased)
    sections = tuple(
        one.model_copy(
            update={"headings": tuple(without(heading, erased)[0] for heading in one.headings)}
        )
        for one in read.sections
    )
    return read.model_copy(update={"text": text, "sections": sections}), count

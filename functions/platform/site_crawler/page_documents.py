"""Documents that follow pages: kept version by version, gone with their page."""

import re

from baton.knowledge_base.document import (
    ADVICE,
    DocumentStatus,
    NewDocument,
    Outcome,
    Source,
    SourceKind,
    document_id_of,
)
from baton.knowledge_base.knowledge_base import KnowledgeBase
from baton.knowledge_base.reading.characters import characters_of
from baton.knowledge_base.reading.time_limit import TooSlow, time_limit
from baton.knowledge_base.reading.web_page import web_page_text
from baton.knowledge_base.site import NewSite
from baton.knowledge_base.text import ReadText
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.web.page import Page

_CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_SECONDS = 60.0
_MOST_TITLE = 200


def read_page(page: Page) -> ReadText | Outcome:
    """The text of a page, read as a dropped file of HTML is."""
    told = _CHARSET.search(page.content_type)
    charset = told[1] if told else None
    try:
        with time_limit(_SECONDS):
            text = characters_of(page.body, charset)
            read = text if isinstance(text, Outcome) else web_page_text(text)
    except TooSlow:
        return Outcome.TOO_SLOW
    return Outcome.EMPTY if isinstance(read, ReadText) and read.is_empty else read


def markup_of(page: Page) -> str:
    """The page's markup, for what it tells crawlers: that is ASCII in most encodings."""
    return page.body.decode("utf-8", "replace")


def why_unread(outcome: Outcome) -> str:
    """Why a page has no document, for an operator."""
    return f"the page has no text that is kept: {ADVICE[outcome]}"


class PageDocuments:
    """The documents of pages. All methods raise ``Unavailable``."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    def keep(self, page: Page, read: ReadText, site: NewSite) -> tuple[str, bool]:
        """Keeps a page's text. Gives the document's id, and whether it is a new version."""
        source = Source(kind=SourceKind.PAGE, name=page.place.url)
        document_id = document_id_of(source)
        title = read.title or page.place.path.strip("/") or page.place.host
        seen = self._base.documents.find(document_id)
        given = NewDocument(
            document_id=document_id,
            title=" ".join(title.split())[:_MOST_TITLE],
            source=source,
            collections=(site.collection,),
            language=read.language or site.language,
        )
        kept = self._base.keep(given, read)
        return document_id, seen is None or kept.version != seen.version

    def is_deleted(self, document_id: str) -> bool:
        """Whether a document that was kept is not there any more."""
        seen = self._base.documents.find(document_id)
        return seen is None or seen.status is DocumentStatus.DELETED

    def delete(self, document_id: str) -> bool:
        """Deletes a document: it is in no answer from now on. Says whether it was there."""

        def attempt() -> bool:
            seen = self._base.documents.find(document_id)
            if seen is None or seen.status is DocumentStatus.DELETED:
                return False
            self._base.delete_seen(seen)
            return True

        return retry_on_conflict(attempt)

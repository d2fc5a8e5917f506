"""What every store of documents promises."""

from typing import Any

import pytest

from baton.core.errors import StaleVersion
from baton.knowledge_base.document import Document, DocumentStatus, Source, SourceKind
from baton.runtime.platform import Platform
from tests.contract.given import at_once, later


def a_document(platform: Platform, at: float = 0, **changes: Any) -> Document:
    given: dict[str, Any] = {
        "document_id": platform.new_id(),
        "title": "Returns",
        "source": Source(kind=SourceKind.FILE, name="knowledge/support/returns.md"),
        "collections": ("support",),
        "edition": platform.new_id(),
        "created_at": later(at),
        "updated_at": later(at),
    }
    return Document(**given | changes)


def deleted(document: Document) -> Document:
    return document.next_version(later(9), status=DocumentStatus.DELETED, edition=None)


def test_a_document_is_kept_version_by_version(platform: Platform) -> None:
    one = a_document(platform)
    assert platform.documents.find(one.document_id) is None
    platform.documents.keep(one)
    assert platform.documents.find(one.document_id) == one
    second = one.next_version(later(1), edition=platform.new_id())
    platform.documents.keep(second)
    for stale in (one, second, second.model_copy(update={"version": 4})):
        with pytest.raises(StaleVersion):
            platform.documents.keep(stale)
    assert platform.documents.find(one.document_id) == second


def test_of_many_one_keeps_the_next_version(platform: Platform) -> None:
    one = a_document(platform)

    def kept(_: int) -> bool:
        try:
            platform.documents.keep(one)
        except StaleVersion:
            return False
        return True

    assert at_once(kept, hands=8).count(True) == 1


def test_several_are_read_as_they_are_at_this_moment(platform: Platform) -> None:
    ones = [a_document(platform, at) for at in range(3)]
    for one in ones:
        platform.documents.keep(one)
    gone = deleted(ones[0])
    platform.documents.keep(gone)
    ids = [*(one.document_id for one in ones), platform.new_id()]
    assert platform.documents.current([*ids, *ids]) == {
        one.document_id: one for one in (gone, *ones[1:])
    }
    assert platform.documents.current([]) == {}


def test_documents_are_listed_newest_first_and_no_deleted_ones(platform: Platform) -> None:
    ones = [a_document(platform, at) for at in range(5)]
    for one in ones:
        platform.documents.keep(one)
    platform.documents.keep(deleted(ones[3]))
    first = platform.documents.page(limit=2)
    assert first.items == (ones[4], ones[2])
    rest = platform.documents.page(limit=2, cursor=first.cursor)
    assert rest.items == (ones[1], ones[0])
    assert rest.cursor is None


def test_documents_are_listed_by_collection_and_status(platform: Platform) -> None:
    both = a_document(platform, 1, collections=("marketing", "support"))
    unread = a_document(platform, 2, status=DocumentStatus.UNREADABLE, edition=None)
    other = a_document(platform, 3, collections=("marketing",))
    for one in (both, unread, other):
        platform.documents.keep(one)
    assert platform.documents.page(collection="support").items == (unread, both)
    assert platform.documents.page(status=DocumentStatus.READY).items == (other, both)
    wanted = platform.documents.page(collection="support", status=DocumentStatus.READY)
    assert wanted.items == (both,)

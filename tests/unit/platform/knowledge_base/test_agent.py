"""Documents follow the files in the bucket, whatever order and however often events come."""

from datetime import timedelta

import pytest

from baton.knowledge_base.document import DocumentStatus, Outcome
from functions.platform.knowledge_base.agent import KnowledgeIndexer
from functions.platform.knowledge_base.models import Done, KnowledgeResult, KnowledgeTask
from functions.platform.knowledge_base.names import GENERAL, read_name
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash
from tests.samples.crashes import ends_the_same_wherever_it_dies
from tests.unit.platform.knowledge_base.documents_made import docx_of, encrypted, pdf_of

KEY = "knowledge/support/guides/Returns.md"
TEXT = b"# Returns\n\nWithin 30 days.\n"


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


def follow(platform: FakePlatform, key: str | None = KEY) -> KnowledgeResult:
    keeper = KnowledgeIndexer.assemble(platform)  # type: ignore[arg-type]
    return keeper.perform(KnowledgeTask(key=key))


def drop(platform: FakePlatform, content: bytes, key: str = KEY) -> KnowledgeResult:
    platform.files.write(key, [content], content_type="text/plain")
    return follow(platform, key)


def quotes(platform: FakePlatform, question: str = "within how many days") -> list[str]:
    return [one.quote for one in platform.knowledge_base.search(question, k=10)]


@pytest.mark.parametrize(
    ("key", "collection", "title"),
    [
        ("knowledge/support/a/b/Price list.v2.pdf", "support", "Price list.v2"),
        ("knowledge/Sales (EU)/x.md", "sales-eu", "x"),
        ("knowledge/2026/x.md", GENERAL, "x"),
        ("knowledge/x.md", GENERAL, "x"),
        ("knowledge/support/.md", "support", ".md"),
        ("knowledge/support/", None, None),
        ("knowledge/", None, None),
        ("incoming/x.csv", None, None),
    ],
)
def test_a_key_says_the_collection_and_a_title(
    key: str, collection: str | None, title: str | None
) -> None:
    found = read_name(key)
    assert (found and found.collection, found and found.title) == (collection, title)


def test_a_dropped_file_is_found_under_its_own_title(platform: FakePlatform) -> None:
    result = drop(platform, TEXT)
    assert (result.done, result.version) == (Done.KEPT, 1)
    (found,) = platform.knowledge_base.search("within how many days", collection="support")
    assert (found.title, found.quote, found.source.name) == ("Returns", "Within 30 days.", KEY)


def test_pdf_and_word_files_are_found_with_page_and_heading(platform: FakePlatform) -> None:
    drop(platform, pdf_of("Cover.", "Send it back in May."), "knowledge/support/a.pdf")
    drop(
        platform,
        docx_of(("Guide", "Heading 1"), ("Press the button.", "Normal")),
        "knowledge/support/b.docx",
    )
    best = platform.knowledge_base.search("send it back in May")[0]
    assert (best.title, best.place.page) == ("a", 2)
    best = platform.knowledge_base.search("press the button")[0]
    assert (best.title, best.place.headings) == ("Guide", ("Guide",))


def test_a_changed_file_takes_over_and_the_same_again_is_not_read(platform: FakePlatform) -> None:
    drop(platform, TEXT)
    assert follow(platform).done is Done.UNCHANGED
    assert drop(platform, TEXT.replace(b"30", b"14")).version == 2
    assert quotes(platform) == ["Within 14 days."]


def test_the_same_file_is_read_again_where_files_are_read_in_another_way(
    platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(platform, TEXT)
    monkeypatch.setattr("baton.knowledge_base.reading.files.READ_AS", "next")
    assert (follow(platform).version, follow(platform).done) == (2, Done.UNCHANGED)


def test_a_file_that_is_gone_is_gone_from_answers(platform: FakePlatform) -> None:
    drop(platform, TEXT)
    platform.files.delete(KEY)
    assert follow(platform).done is Done.DELETED
    assert quotes(platform) == []
    assert follow(platform).done is Done.UNCHANGED
    assert drop(platform, TEXT).done is Done.KEPT
    assert quotes(platform) == ["Within 30 days."]


def test_an_event_that_comes_after_the_document_was_deleted_brings_nothing_back(
    platform: FakePlatform,
) -> None:
    result = drop(platform, TEXT)
    platform.knowledge_base.delete(result.document_id or "")
    assert KEY not in platform.files.kept
    assert follow(platform).done is Done.UNCHANGED
    assert quotes(platform) == []


def test_a_file_that_cannot_be_read_is_a_document_that_says_why(platform: FakePlatform) -> None:
    drop(platform, TEXT)
    result = drop(platform, encrypted(pdf_of("Hidden."), "secret"), "knowledge/support/a.pdf")
    assert (result.done, result.outcome) == (Done.UNREADABLE, Outcome.ENCRYPTED)
    (listed,) = platform.documents.page(status=DocumentStatus.UNREADABLE).items
    assert (listed.title, listed.outcome) == ("a", Outcome.ENCRYPTED)
    assert "password" in (listed.detail or "")
    assert drop(platform, pdf_of("Open."), "knowledge/support/a.pdf").done is Done.KEPT


def test_a_file_of_too_many_small_parts_is_named_as_too_large(platform: FakePlatform) -> None:
    assert drop(platform, b"# A\nb\n" * 6_000).outcome == Outcome.TOO_LARGE


def test_a_file_that_changes_while_it_is_read_is_read_again(platform: FakePlatform) -> None:
    drop(platform, TEXT)
    platform.files.write(KEY, [TEXT.replace(b"30", b"14")], content_type="text/plain")
    read, others = platform.files.read, [platform]

    def overtaken(key: str, *, limit: int = 1_000_000) -> bytes:
        content = read(key, limit=limit)
        if key == KEY and others:
            others.pop()
            drop(platform, TEXT.replace(b"30", b"7"))
        return content

    platform.files.read = overtaken  # type: ignore[method-assign]
    follow(platform)
    assert quotes(platform) == ["Within 7 days."]


@pytest.mark.parametrize("last", [TEXT.replace(b"30", b"14"), None])
def test_a_crash_anywhere_is_made_good_by_the_next_call(last: bytes | None) -> None:
    def prepare(platform: FakePlatform) -> None:
        drop(platform, TEXT)
        if last is None:
            platform.files.delete(KEY)
        else:
            platform.files.write(KEY, [last], content_type="text/plain")

    def state(platform: FakePlatform, _: None) -> object:
        """What is found, and that nothing else is left two hours later."""
        found = quotes(platform)
        platform.clock.advance(timedelta(hours=2).total_seconds())
        follow(platform, None)
        editions = {key.split("/")[1] for key in platform.passages.kept}
        texts = [name for name in platform.files.kept if name.startswith("documents/")]
        return found, len(editions), len(texts)

    def act(platform: FakePlatform, _: None) -> None:
        follow(platform)

    ends_the_same_wherever_it_dies(prepare, act, state, least=4)


def test_until_a_version_takes_over_the_one_before_is_found(platform: FakePlatform) -> None:
    drop(platform, TEXT)
    platform.files.write(KEY, [TEXT.replace(b"30", b"14")], content_type="text/plain")
    for port, expected in (("documents.keep", "30"), ("passages.drop", "14")):
        platform.faults.fail(port, Crash(port))
        with pytest.raises(Crash):
            follow(platform)
        platform = platform.restarted()
        assert quotes(platform) == [f"Within {expected} days."]


def test_without_a_file_the_index_is_looked_after(platform: FakePlatform) -> None:
    drop(platform, TEXT)
    platform.passages.is_old = True
    assert follow(platform, None).index_current
    assert quotes(platform) == ["Within 30 days."]

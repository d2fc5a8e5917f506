"""What the knowledge base promises on every index of passages."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from baton.aws.clients import Clients
from baton.core.errors import NotFound, StaleVersion
from baton.knowledge_base.document import DocumentStatus, NewDocument, Outcome, Source, SourceKind
from baton.knowledge_base.passage_index import OpenSearchPassages
from baton.knowledge_base.quotation import Quotation
from baton.knowledge_base.reading.markdown import markdown_text
from baton.knowledge_base.text import ReadText
from baton.privacy.subject import email_key
from baton.search.opensearch import Cluster
from tests.contract.opensearch import SERVERS, search_server
from tests.fakes.platform.clock import SteerableClock
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.embedder import FakeEmbedder

RETURNS = """# Returns

## Deadline
You can return a product within 30 days. Please keep its packaging.

## Costs
We pay the parcel. Write to ada@northwind.example for a label.
"""
SHIPPING = """# Shipping

Parcels leave our warehouse every morning.
"""
ADA = email_key("ada@northwind.example")


class OtherEmbedder(FakeEmbedder):
    """That of a later version of the code."""

    model = "fake-words-2"

    def _vector(self, text: str) -> list[float]:
        return super()._vector(text)[::-1]


class World:
    """A knowledge base over an index of one kind; its table and files are in memory."""

    def __init__(self, url: str | None) -> None:
        self.platform = FakePlatform()
        if url:
            self._alias, self._url = f"test-{uuid4().hex}", url
            self.platform.passages = self._on_server(FakeEmbedder())  # type: ignore[assignment]
            self._rewire()
        self.is_real = bool(url)
        self.base, self.upkeep = self.platform.knowledge_base, self.platform.knowledge_upkeep

    @property
    def clock(self) -> SteerableClock:
        return self.platform.clock

    def keep(self, text: str | ReadText, **changes: Any) -> str:
        read = markdown_text(text) if isinstance(text, str) else text
        given: dict[str, Any] = {
            "document_id": self.platform.new_id(),
            "title": read.title or "Untitled",
            "source": Source(kind=SourceKind.TEXT, name="a test"),
            "collections": ("support",),
        }
        return self.base.keep(NewDocument(**given | changes), read).document_id

    def titles(self, question: str, **wishes: Any) -> list[str]:
        return [one.title for one in self.base.search(question, **wishes)]

    def ages(self) -> None:
        """The index is of an earlier version of the code from now on."""
        if not self.is_real:
            self.platform.passages.is_old = True
            return
        self.platform.passages = self._on_server(OtherEmbedder())  # type: ignore[assignment]
        self._rewire()
        self.base, self.upkeep = self.platform.knowledge_base, self.platform.knowledge_upkeep

    def loses_index(self) -> None:
        """All passages are gone."""
        for _, edition in [pair for page in self.platform.passages.editions() for pair in page]:
            for document_id in list(self.platform.documents.kept):
                self.platform.passages.drop(document_id, edition)

    def wipe(self) -> None:
        if self.is_real:
            client = Cluster(self._url, Clients()).client
            for name in self.platform.passages._index.names():  # type: ignore[attr-defined]
                client.indices.delete(index=name, params={"request_timeout": 60})

    def _on_server(self, embedder: FakeEmbedder) -> OpenSearchPassages:
        cluster = Cluster(self._url, Clients())
        return OpenSearchPassages(
            cluster, lambda: embedder, self.platform.clock, lambda _: None, self._alias
        )

    def _rewire(self) -> None:
        passages = self.platform.passages
        for name in ("knowledge_base", "knowledge_upkeep"):
            parts = getattr(self.platform, name)
            fields = {one: getattr(parts, one) for one in parts.__slots__}
            setattr(self.platform, name, type(parts)(**fields | {"passages": passages}))


@pytest.fixture(params=["fake", *SERVERS])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    if request.param == "fake":
        yield World(None)
        return
    with search_server(request.param, tmp_path) as url:
        made = World(url)
        yield made
        made.wipe()


def test_a_passage_is_found_by_its_words_with_all_that_a_quote_needs(world: World) -> None:
    kept = world.keep(RETURNS)
    world.keep(SHIPPING)
    best, *_ = world.base.search("within how many days can I return a product?")
    assert (best.document_id, best.title, best.version) == (kept, "Returns", 1)
    assert best.quote == "You can return a product within 30 days. Please keep its packaging."
    assert best.place.headings == ("Returns", "Deadline")
    assert best.collections == ("support",)
    assert 0 < best.similarity <= 1
    assert 0 < best.score <= 1


def test_every_quote_is_a_piece_of_the_documents_text_at_its_place(world: World) -> None:
    kept = world.keep(RETURNS)
    text = world.base.text_of(world.base.find(kept)).text
    found = world.base.search("returns parcel product", k=10)
    assert len(found) == 2
    assert all(text[one.place.begin : one.place.end] == one.quote for one in found)
    assert all(one.quote in RETURNS for one in found)


def test_the_best_come_first_and_as_many_as_are_wanted(world: World) -> None:
    for number in range(8):
        words = " ".join(f"word{one}" for one in range(number + 1))
        world.keep(f"# Document {number}\n\nParcel {words}.")
    found = world.base.search("parcel word0 word1 word2", k=4)
    scores = [one.score for one in found]
    assert len(found) == 4
    assert scores == sorted(scores, reverse=True)


def test_a_new_version_takes_over_at_once_and_the_old_is_not_found(world: World) -> None:
    kept = world.keep(RETURNS)
    world.keep(RETURNS.replace("30 days", "14 days"), document_id=kept)
    found = world.base.search("within how many days can I return a product?", k=10)
    assert {one.version for one in found} == {2}
    assert not any("30 days" in one.quote for one in found)
    assert "14 days" in found[0].quote


def test_the_same_again_changes_nothing(world: World) -> None:
    kept = world.keep(RETURNS)
    before = world.base.find(kept)
    world.clock.advance(60)
    world.keep(RETURNS, document_id=kept)
    assert world.base.find(kept) == before
    world.keep(RETURNS, document_id=kept, collections=("marketing",))
    assert world.base.find(kept).version == 2
    assert world.titles("returns", collection="support") == []


def test_a_version_that_cannot_be_read_hides_what_was_there(world: World) -> None:
    kept = world.keep(RETURNS)
    seen = world.base.find(kept)
    given = NewDocument(
        document_id=kept, title=seen.title, source=seen.source, collections=seen.collections
    )
    after = world.base.keep_over(seen, given, Outcome.ENCRYPTED)
    assert (after.version, after.status) == (2, DocumentStatus.UNREADABLE)
    assert "password" in (after.detail or "")
    assert world.titles("returns") == []
    world.keep(RETURNS, document_id=kept)
    assert world.titles("within 30 days")[:1] == ["Returns"]


def test_a_text_without_words_is_named_as_empty(world: World) -> None:
    kept = world.keep(ReadText(text=" \n ", sections=()))
    assert world.base.find(kept).outcome is Outcome.EMPTY


def test_what_is_deleted_is_not_found_from_then_on(world: World) -> None:
    kept, other = world.keep(RETURNS), world.keep(SHIPPING)
    world.base.delete(kept)
    assert world.titles("return a product within 30 days", k=10) == ["Shipping"]
    for again in (world.base.find, world.base.delete):
        with pytest.raises(NotFound):
            again(kept)
    assert [one.document_id for one in world.platform.documents.page().items] == [other]
    assert [name for name in world.platform.files.kept if kept in name] == []


def test_deletion_does_not_wait_for_the_index(world: World) -> None:
    """The tombstone alone keeps a document out of answers, whatever the index still shows."""
    kept = world.keep(RETURNS)
    seen = world.base.find(kept)
    gone = seen.next_version(world.clock(), status=DocumentStatus.DELETED, edition=None)
    world.platform.documents.keep(gone)
    assert world.titles("return a product within 30 days") == []
    assert world.base.mentions(ADA) == ()


def test_a_deleted_document_may_come_again(world: World) -> None:
    kept = world.keep(RETURNS)
    world.base.delete(kept)
    world.keep(RETURNS, document_id=kept)
    assert world.base.find(kept).version == 3
    assert world.titles("return a product within 30 days")[:1] == ["Returns"]


def test_what_is_of_another_collection_is_not_found(world: World) -> None:
    world.keep(RETURNS)
    world.keep("# Prices\n\nReturns cost nothing.", collections=("marketing", "sales"))
    assert set(world.titles("returns", collection="marketing", k=10)) == {"Prices"}
    assert set(world.titles("returns", collection="sales", k=10)) == {"Prices"}
    assert set(world.titles("returns", collection="support", k=10)) == {"Returns"}
    assert set(world.titles("returns", k=10)) == {"Returns", "Prices"}
    assert world.titles("returns", collection="nobody") == []


def test_a_language_finds_its_documents_and_those_of_an_unknown_one(world: World) -> None:
    world.keep("# Retouren\n\nSenden Sie returns zurück.", language="de")
    world.keep("# Returns\n\nSend returns back.", language="en")
    world.keep("# Notes\n\nAbout returns.")
    assert set(world.titles("returns", language="de", k=10)) == {"Retouren", "Notes"}
    assert len(world.titles("returns", k=10)) == 3


def test_old_editions_in_the_index_do_not_hide_current_ones(world: World) -> None:
    """As many as are looked at first are of no current edition, as after a crash in the middle."""
    seen = world.base.find(world.keep(RETURNS))
    passages = [
        one.model_copy(update={"quote": f"Return a product, note {number}."})
        for number, one in enumerate(world_passages(world, seen.document_id) * 30)
    ]
    world.platform.passages.keep(
        seen.model_copy(update={"edition": world.platform.new_id()}), passages
    )
    world.keep("# Other\n\nReturn a product to whoever sold it.")
    assert set(world.titles("return a product", k=3)) == {"Returns", "Other"}


def world_passages(world: World, document_id: str) -> list[Any]:
    from baton.knowledge_base.passages import passages_of

    return list(passages_of(world.base.text_of(world.base.find(document_id))))


def test_whoever_is_overtaken_leaves_nothing_to_be_found(world: World) -> None:
    kept = world.keep(RETURNS)
    seen = world.base.find(kept)
    world.keep(SHIPPING, document_id=kept)
    given = NewDocument(
        document_id=kept, title="Late", source=seen.source, collections=seen.collections
    )
    with pytest.raises(StaleVersion):
        world.base.keep_over(seen, given, markdown_text("# Late\n\nToo late for the parcel."))
    assert {one.version for one in world.base.search("parcel", k=10)} == {2}
    editions = {pair for page in world.platform.passages.editions() for pair in page}
    assert editions == {(kept, world.base.find(kept).edition)}


def test_where_a_person_is_named_is_found_and_blacked_out(world: World) -> None:
    kept = world.keep(RETURNS)
    (mention,) = world.base.mentions(ADA)
    assert (mention.document_id, mention.place.headings) == (kept, ("Returns", "Costs"))
    assert world.base.redact(ADA) == 1
    assert world.base.mentions(ADA) == ()
    assert world.base.redact(ADA) == 0
    assert world.upkeep.renew()
    (quote,) = [one.quote for one in named(world) if "label" in one.quote]
    assert quote == f"We pay the parcel. Write to {'█' * 21} for a label."
    after = world.base.find(kept)
    assert (after.version, after.redacted) == (2, 1)


def named(world: World) -> tuple[Quotation, ...]:
    return world.base.search("write for a label of the parcel", k=10)


def test_an_erased_person_does_not_come_back_with_the_next_version(world: World) -> None:
    kept = world.keep(RETURNS)
    world.platform.subjects.bury([ADA], world.clock())
    world.base.redact(ADA)
    changed = RETURNS.replace("Costs", "Costs of ada@northwind.example")
    world.keep(changed, document_id=kept, title="Ada@Northwind.example's returns")
    assert world.base.mentions(ADA) == ()
    document = world.base.find(kept)
    said = world.base.text_of(document).model_dump_json() + document.model_dump_json()
    assert "northwind" not in said.lower()


def test_an_index_of_another_version_is_built_anew_while_it_is_searched(world: World) -> None:
    kept = [world.keep(RETURNS), world.keep(SHIPPING)]
    world.ages()
    assert not world.upkeep.renew(most=1)
    assert set(world.titles("parcel return", k=10)) == {"Returns", "Shipping"}
    world.base.delete(kept[0])
    world.keep("# New\n\nA parcel of today.")
    world.upkeep.renew()
    world.clock.advance(timedelta(hours=2).total_seconds())
    assert world.upkeep.renew()
    assert world.upkeep.renew()
    assert set(world.titles("parcel return", k=10)) == {"New", "Shipping"}


def test_an_index_that_was_lost_is_made_again_from_the_texts(world: World) -> None:
    world.keep(RETURNS)
    world.loses_index()
    assert world.titles("within 30 days") == []
    assert world.upkeep.renew()
    assert world.titles("within 30 days")[:1] == ["Returns"]


def test_what_a_crash_leaves_behind_is_swept_when_nobody_can_need_it(world: World) -> None:
    seen = world.base.find(world.keep(RETURNS))
    left = seen.model_copy(update={"edition": world.platform.new_id()})
    world.platform.passages.keep(left, world_passages(world, seen.document_id))
    assert world.upkeep.sweep() == 0
    world.clock.advance(timedelta(hours=2).total_seconds())
    assert world.upkeep.sweep() == 1
    assert world.upkeep.sweep() == 0
    assert world.titles("within 30 days")[:1] == ["Returns"]


def test_an_empty_knowledge_base_knows_nothing_and_says_so(world: World) -> None:
    assert world.base.search("anything") == ()
    assert world.base.mentions(ADA) == ()
    assert world.base.redact(ADA) == 0
    assert world.upkeep.renew()
    assert world.upkeep.sweep() == 0


def test_questions_are_data_whatever_signs_are_in_them(world: World) -> None:
    world.keep(RETURNS)
    for question in ('"}}]', "a AND (", "*:*", "\u0000", "{}", "\N{SNOWMAN}", "\u30a2" * 2_000):
        assert len(world.base.search(question, k=10)) == 2

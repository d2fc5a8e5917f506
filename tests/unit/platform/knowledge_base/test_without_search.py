"""Without OpenSearch, or while it does not answer, it is said so; what deletes goes on."""

from dataclasses import replace

import pytest

from baton.core.errors import Unavailable, Unprocessable
from baton.knowledge_base.given_text import GivenText, take
from baton.knowledge_base.passage_index import NoPassages
from tests.fakes.platform.container import FakePlatform

GIVEN = GivenText(title="Returns", text="Within 30 days.", collections=("support",))


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


def test_where_there_is_none_nothing_is_kept_and_nothing_found(platform: FakePlatform) -> None:
    base = replace(platform.knowledge_base, passages=NoPassages())
    with pytest.raises(Unprocessable, match="needs OpenSearch"):
        take(base, GIVEN, platform.new_id)
    assert base.search("within how many days") == ()
    assert platform.documents.page().items == ()
    assert replace(platform.knowledge_upkeep, passages=NoPassages()).renew()


def test_a_text_that_the_index_does_not_take_is_no_document(platform: FakePlatform) -> None:
    platform.faults.fail("passages.keep")
    with pytest.raises(Unavailable):
        take(platform.knowledge_base, GIVEN, platform.new_id)
    assert platform.documents.page().items == ()


def test_a_document_is_deleted_though_the_index_does_not_answer(platform: FakePlatform) -> None:
    kept = take(platform.knowledge_base, GIVEN, platform.new_id)
    platform.faults.fail("passages.drop")
    platform.knowledge_base.delete(kept.document_id)
    assert platform.knowledge_base.search("within how many days") == ()
    platform.faults.clear()
    platform.clock.advance(7_200)
    assert platform.knowledge_upkeep.sweep() == 1
    assert platform.passages.kept == {}

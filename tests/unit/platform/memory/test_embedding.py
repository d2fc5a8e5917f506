"""A text is embedded once, whoever asks for it and how often."""

import pytest

from baton.memory.cache import MemoryCache
from baton.memory.embedding import CachedEmbedder
from tests.fakes.platform.clock import SteerableClock
from tests.fakes.platform.embedder import FakeEmbedder


def test_a_text_is_embedded_once_and_comes_back_in_its_place() -> None:
    plain, clock = FakeEmbedder(), SteerableClock()
    embedder = CachedEmbedder(plain, MemoryCache(clock))
    first = embedder.embed(["one", "two", "one"])
    second = embedder.embed(["three", "two"])
    assert plain.embedded == ["one", "two", "three"]
    assert first[0] == first[2]
    assert second[1] == pytest.approx(first[1], abs=1e-7)
    assert second[0] == FakeEmbedder().embed(["three"])[0]


def test_models_do_not_share_vectors() -> None:
    cache = MemoryCache(SteerableClock())
    one, other = FakeEmbedder(), FakeEmbedder(dimensions=64)
    other.model = "other"
    assert len(CachedEmbedder(one, cache).embed(["text"])[0]) == 384
    assert len(CachedEmbedder(other, cache).embed(["text"])[0]) == 64


def test_the_cache_holds_neither_texts_nor_what_they_say() -> None:
    cache = MemoryCache(SteerableClock())
    CachedEmbedder(FakeEmbedder(), cache).embed(["ann@example.com wants a demo"])
    (key,) = cache._entries
    assert "ann" not in key
    assert "ann" not in cache._entries[key].text

"""all-MiniLM-L6-v2 as it was published. One process loads it once, for all of these tests."""

import hashlib
import math
from pathlib import Path

import pytest

from baton.core.errors import Unavailable
from baton.memory.minilm import DIMENSIONS, MiniLm, installed

WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the ``model.safetensors`` that sentence-transformers publishes."""

SENTENCES = ("The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium.")
SIMILARITIES = ((0, 1, 0.6660), (0, 2, 0.1046), (1, 2, 0.1411))
"""As sentence-transformers' documentation prints them (quickstart)."""


@pytest.fixture(scope="module")
def embedder() -> MiniLm:
    return MiniLm()


def cosine(one: list[float], other: list[float]) -> float:
    return math.fsum(a * b for a, b in zip(one, other, strict=True))


def test_the_weights_are_those_that_were_published() -> None:
    content = (installed() / "model.safetensors").read_bytes()
    assert hashlib.sha256(content).hexdigest() == WEIGHTS


def test_sentences_are_as_similar_as_the_published_model_says(embedder: MiniLm) -> None:
    vectors = embedder.embed(SENTENCES)
    for one, other, similarity in SIMILARITIES:
        assert cosine(vectors[one], vectors[other]) == pytest.approx(similarity, abs=1e-4)


def test_every_vector_has_the_length_one(embedder: MiniLm) -> None:
    for vector in embedder.embed(["", "a", "word " * 1_000, "日本語 😀", "\0\ufffd"]):
        assert len(vector) == embedder.dimensions == DIMENSIONS
        assert math.sqrt(cosine(vector, vector)) == pytest.approx(1, abs=1e-5)


def test_a_text_means_the_same_alone_and_among_others(embedder: MiniLm) -> None:
    texts = [f"{'A lead of the school asks for a demo. ' * (n % 7)}{n}" for n in range(60)]
    together = embedder.embed(texts)
    for text, vector in list(zip(texts, together, strict=True))[::13]:
        assert cosine(embedder.embed([text])[0], vector) == pytest.approx(1, abs=1e-5)


def test_no_texts_need_no_weights() -> None:
    assert MiniLm(Path("nowhere")).embed([]) == []


def test_weights_that_are_not_installed_say_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("baton.memory.minilm._PACKAGE", "no_such_weights")
    with pytest.raises(Unavailable, match="layer embedding"):
        MiniLm().load()

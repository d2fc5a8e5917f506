"""Finding passages by meaning and by words: the queries, and how their results become one list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from baton.knowledge_base.document import CollectionName
from baton.knowledge_base.passage_documents import (
    UNKNOWN_LANGUAGE,
    Kept,
    kept_of,
    vector_field,
    vectors_in,
)
from baton.knowledge_base.passage_vectors import Vectors
from baton.search.mixing import mixed
from baton.search.vectors import nearest, sumprod
from baton.search.words import matching

LEXICAL = 0.2
"""What words count beside the meaning."""

HALF_AT = 10.0
"""The BM25 score that counts as half of what words can: that of two or three rare words in common.

Not min-max over what was found, as episodes have it: a question in words of one's own has "I", "can" and
"to" in common with some passage, and the best of those would count as if it said all. On the reworded
questions of ``make bench SECTIONS=quality`` that finds 38 of 56 answers first, and this 49.
"""


@dataclass(frozen=True, slots=True)
class PassageQuery:
    """What is looked for. Of a ``language``, what is in an unknown one is found, too."""

    question: str
    collection: CollectionName | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was found. ``similarity`` is the cosine of its vector and the question's, ``words``
    its BM25 score; ``place`` is its id, and ``index`` where it was read. ``vectors`` are those of the
    question's model."""

    index: str
    place: str
    kept: Kept
    similarity: float
    words: float = 0.0
    vectors: Vectors | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """What was found, in no order; ``exhausted`` says that there is no more."""

    found: Sequence[Candidate]
    exhausted: bool


def searches(
    wanted: PassageQuery, vector: Sequence[float], model: str, size: int
) -> list[dict[str, Any]]:
    """The bodies of the searches by meaning and by words, each for ``size`` candidates."""
    filters = _filters(wanted)
    bodies = (
        nearest(vector_field(model), vector, size, filters),
        matching("words", wanted.question, filters),
    )
    return [{"size": size, "query": body, "track_total_hits": False} for body in bodies]


def _filters(wanted: PassageQuery) -> list[dict[str, Any]]:
    filters: list[dict[str, Any]] = []
    if wanted.collection:
        filters.append({"term": {"collections": wanted.collection}})
    if wanted.language:
        filters.append({"terms": {"language": [wanted.language, UNKNOWN_LANGUAGE]}})
    return filters


def candidates(
    vector: Sequence[float], model: str, size: int, answers: Sequence[Mapping[str, Any]]
) -> Candidates:
    """What the searches found, each passage once; of two indices that of the newer counts. What has a
    vector of another model, while an index is renewed, is found by its words only."""
    by_words = len(answers) - 1
    found: dict[str, Candidate] = {}
    for number, answer in enumerate(answers):
        for hit in answer["hits"]["hits"]:
            words = float(hit["_score"]) if number == by_words else 0.0
            known = found.get(hit["_id"])
            if known is None or hit["_index"] > known.index:
                source = hit["_source"]
                same = source["model"] == model
                own = vectors_in(source) if same else None
                near = sumprod(vector, own.searched) if own else 0.0
                place, kept = hit["_id"], kept_of(source)
                found[place] = Candidate(hit["_index"], place, kept, near, words, own)
            elif words and hit["_index"] == known.index:
                found[hit["_id"]] = replace(known, words=words)
    exhausted = all(len(answer["hits"]["hits"]) < size for answer in answers)
    return Candidates(tuple(found.values()), exhausted)


def ranked(found: Sequence[Candidate], most: int) -> list[tuple[float, Candidate]]:
    """The best candidates with their mixed scores (``baton.search.mixing``), the best first; the score
    by words is ``bm25 / (bm25 + HALF_AT)``. What says the same, word for word, as a better one is left
    out."""
    scored = sorted(
        ((_score(one), one) for one in found), key=lambda pair: (-pair[0], pair[1].place)
    )
    said: dict[str, tuple[float, Candidate]] = {}
    for score, one in scored:
        said.setdefault(one.kept.passage.quote, (score, one))
    return list(said.values())[:most]


def _score(one: Candidate) -> float:
    return mixed(LEXICAL, one.similarity, one.words / (one.words + HALF_AT), 1.0)

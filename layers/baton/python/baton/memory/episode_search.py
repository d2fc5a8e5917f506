"""Searching episodes by meaning and by words: the queries, and how their results become one list."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from baton.memory.episode import Episode, EpisodeMatch, EpisodeQuery
from baton.memory.episode_documents import episode_of, unpacked, vector_field

NEAR_DUPLICATE = 0.97
"""From this cosine on, two episodes of one action and outcome tell the same."""

if sys.version_info >= (3, 12):
    from math import sumprod
else:

    def sumprod(one: Iterable[float], other: Iterable[float]) -> float:
        """The sum of products, as Python 3.12 and later have it."""
        return sum(left * right for left, right in zip(one, other, strict=True))


@dataclass(frozen=True)
class Candidate:
    """An episode that one of the searches found. ``words`` is its BM25 score."""

    index: str
    source: Mapping[str, Any]
    similarity: float
    words: float = 0.0

    @cached_property
    def vector(self) -> Sequence[float]:
        """Its vector, of length 1."""
        return unpacked(self.source["embedding"])

    @property
    def key(self) -> str:
        """Its episode's id."""
        return str(self.source["episode_id"])


def searches(
    query: EpisodeQuery, vector: Sequence[float], model: str, size: int
) -> list[dict[str, Any]]:
    """The bodies of the searches: by meaning, by words, or both in this order; each for ``size``
    candidates, with the filters inside."""
    filters = _filters(query)
    bodies: list[dict[str, Any]] = []
    if query.lexical < 1:
        near = {
            "vector": list(vector),
            "k": size,
            "filter": {"bool": {"filter": filters}},
            "ignore_unmapped": True,
        }
        bodies.append({"knn": {vector_field(model): near}})
    if query.lexical > 0:
        words = {"match": {"text": {"query": query.text}}}
        bodies.append({"bool": {"must": [words], "filter": filters}})
    return [{"size": size, "query": body, "track_total_hits": False} for body in bodies]


def _filters(query: EpisodeQuery) -> list[dict[str, Any]]:
    filters: list[dict[str, Any]] = [{"term": {"tags": tag}} for tag in query.tags]
    if query.outcomes:
        filters.append({"terms": {"outcome": list(query.outcomes)}})
    if query.actions:
        filters.append({"terms": {"action": list(query.actions)}})
    if query.min_value is not None:
        filters.append({"range": {"value": {"gte": query.min_value}}})
    return filters


def candidates(
    query: EpisodeQuery,
    vector: Sequence[float],
    model: str,
    answers: Sequence[Mapping[str, Any]],
) -> list[Candidate]:
    """What the searches found, each episode once; of two indices that of the newer counts.

    What has a vector of another model, while an index is renewed, is found by its words only.
    """
    by_words = len(answers) - 1 if query.lexical > 0 else None
    found: dict[str, Candidate] = {}
    for number, answer in enumerate(answers):
        for hit in answer["hits"]["hits"]:
            words = float(hit["_score"]) if number == by_words else 0.0
            source = hit["_source"]
            known = found.get(source["episode_id"])
            if known is None or hit["_index"] > known.index:
                ours = source["model"] == model
                similarity = sumprod(vector, unpacked(source["embedding"])) if ours else 0.0
                found[source["episode_id"]] = Candidate(hit["_index"], source, similarity, words)
            elif words and hit["_index"] == known.index:
                found[known.key] = Candidate(known.index, known.source, known.similarity, words)
    return list(found.values())


def ranked(query: EpisodeQuery, found: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
    """The candidates with their mixed scores, the best first.

    The score by meaning is the cosine, nothing below 0. The score by words is min-max normalised: the
    best BM25 score among the candidates is 1, and the known minimum, no word in common, is 0. The
    result is ``(1 - lexical) * meaning + lexical * words``.
    Source: OpenSearch's normalization processor (min_max with arithmetic_mean).
    """
    best = max((one.words for one in found), default=0.0) or 1.0
    scored = [
        (
            (1 - query.lexical) * _within(one.similarity) + query.lexical * one.words / best,
            one,
        )
        for one in found
    ]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].key))


def distinct(scored: Iterable[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    """Without those that tell the same as a better one: same action, same outcome, and a cosine of
    ``NEAR_DUPLICATE`` or more. What contradicts a better match stays."""
    kept: list[tuple[float, Candidate]] = []
    for score, one in scored:
        if not any(_tells_the_same(one, other) for _, other in kept):
            kept.append((score, one))
    return kept


def matches(scored: Iterable[tuple[float, Candidate]]) -> tuple[EpisodeMatch, ...]:
    """What a caller gets."""
    return tuple(
        EpisodeMatch(
            episode=_episode(one), score=_within(score), similarity=_within(one.similarity)
        )
        for score, one in scored
    )


def _episode(one: Candidate) -> Episode:
    return episode_of(one.source)


def _tells_the_same(one: Candidate, other: Candidate) -> bool:
    return (
        one.source["action"] == other.source["action"]
        and one.source["outcome"] == other.source["outcome"]
        and one.source["model"] == other.source["model"]
        and sumprod(one.vector, other.vector) >= NEAR_DUPLICATE
    )


def _within(score: float) -> float:
    return min(1.0, max(0.0, score))

"""Searching episodes by meaning and by words: the queries, and how their results become one list.

Exemplars are searched; an exemplar that is found stands for the episodes that say the same, of which
only those count that pass the filters.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from baton.memory.episode import Episode, EpisodeMatch, EpisodeQuery
from baton.memory.episode_documents import (
    ANY_TAG,
    episode_of,
    vector_field,
)
from baton.search.mixing import mixed, within
from baton.search.vectors import nearest, sumprod, unpacked
from baton.search.words import matching

NEAR_DUPLICATE = 0.97
"""From this cosine on, two episodes of one action and outcome tell the same."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An exemplar that was found. ``vector`` is of length 1, ``words`` its BM25 score."""

    index: str
    key: str
    source: Mapping[str, Any]
    vector: Sequence[float]
    similarity: float
    words: float = 0.0


@dataclass(frozen=True, slots=True)
class ExemplarMatch:
    """The latest episode of an exemplar that passes the filters, and how many do."""

    episode: Episode
    times: int


def searches(
    query: EpisodeQuery, vector: Sequence[float], model: str, size: int
) -> list[dict[str, Any]]:
    """The bodies of the searches: by meaning, by words, or both in this order; each for ``size``
    candidates, with the filters inside."""
    filters = _filters(query, of_exemplars=True)
    bodies: list[dict[str, Any]] = []
    if query.lexical < 1:
        bodies.append(nearest(vector_field(model), vector, size, filters))
    if query.lexical > 0:
        bodies.append(matching("words", query.text, filters))
    return [{"size": size, "query": body, "track_total_hits": False} for body in bodies]


def latest_told(query: EpisodeQuery, keys: Sequence[str]) -> dict[str, Any]:
    """The body of a search for the latest episode of each exemplar, and how many there are."""
    return {
        "query": {"bool": {"filter": [{"terms": {"exemplar": list(keys)}}, *_filters(query)]}},
        "collapse": {"field": "exemplar"},
        "sort": [{"at": "desc"}, {"episode_id": "desc"}],
        "size": len(keys),
        "track_total_hits": False,
        "aggs": {"exemplars": {"terms": {"field": "exemplar", "size": len(keys)}}},
    }


def told(answer: Mapping[str, Any]) -> dict[str, ExemplarMatch]:
    """What ``latest_told`` found, by exemplar."""
    times = {one["key"]: one["doc_count"] for one in answer["aggregations"]["exemplars"]["buckets"]}
    found = (hit["_source"] for hit in answer["hits"]["hits"])
    return {
        source["exemplar"]: ExemplarMatch(episode_of(source), times[source["exemplar"]])
        for source in found
    }


def each_told(query: EpisodeQuery, key: str) -> dict[str, Any]:
    """The body of a search for the episodes of an exemplar, of which each may be in two indices."""
    return {
        "query": {"bool": {"filter": [{"term": {"exemplar": key}}, *_filters(query)]}},
        "sort": [{"at": "desc"}, {"episode_id": "desc"}],
        "size": 2 * query.limit,
        "track_total_hits": False,
    }


def episodes_told(answer: Mapping[str, Any]) -> list[Episode]:
    """What ``each_told`` found, the latest first, each episode once."""
    newest: dict[str, Mapping[str, Any]] = {}
    for hit in answer["hits"]["hits"]:
        known = newest.setdefault(hit["_id"], hit)
        if hit["_index"] > known["_index"]:
            newest[hit["_id"]] = hit
    return [episode_of(hit["_source"]) for hit in newest.values()]


def _filters(query: EpisodeQuery, *, of_exemplars: bool = False) -> list[dict[str, Any]]:
    others = [ANY_TAG] if of_exemplars else []
    filters: list[dict[str, Any]] = [{"terms": {"tags": [tag, *others]}} for tag in query.tags]
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
    """What the searches found, each exemplar once; of two indices that of the newer counts.

    What has a vector of another model, while an index is renewed, is found by its words only.
    """
    by_words = len(answers) - 1 if query.lexical > 0 else None
    found: dict[str, Candidate] = {}
    for number, answer in enumerate(answers):
        for hit in answer["hits"]["hits"]:
            words = float(hit["_score"]) if number == by_words else 0.0
            known = found.get(hit["_id"])
            if known is None or hit["_index"] > known.index:
                source = hit["_source"]
                own, key = unpacked(source["embedding"]), hit["_id"].partition("/")[2]
                near = sumprod(vector, own) if source["model"] == model else 0.0
                found[hit["_id"]] = Candidate(hit["_index"], key, source, own, near, words)
            elif words and hit["_index"] == known.index:
                found[hit["_id"]] = replace(known, words=words)
    return list(found.values())


def ranked(query: EpisodeQuery, found: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
    """The candidates with their mixed scores (``baton.search.mixing``), the best first."""
    best = max((one.words for one in found), default=0.0)
    scored = [(mixed(query.lexical, one.similarity, one.words, best), one) for one in found]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].key))


def distinct(scored: Iterable[tuple[float, Candidate]], most: int) -> list[tuple[float, Candidate]]:
    """The first ones, without those that tell the same as a better one: same action, same outcome, and
    a cosine of ``NEAR_DUPLICATE`` or more. What contradicts a better match stays."""
    kept: list[tuple[float, Candidate]] = []
    for score, one in scored:
        if len(kept) == most:
            break
        if not any(_tells_the_same(one, other) for _, other in kept):
            kept.append((score, one))
    return kept


def matches(
    query: EpisodeQuery,
    scored: Sequence[tuple[float, Candidate]],
    known: Mapping[str, ExemplarMatch],
    every: Sequence[Sequence[Episode]] | None = None,
) -> tuple[EpisodeMatch, ...]:
    """What a caller gets: of each candidate the latest episode, or ``every`` one."""
    spoken = every or [[known[one.key].episode] for _, one in scored]
    found = [
        EpisodeMatch(
            episode=episode,
            score=within(score),
            similarity=within(one.similarity),
            times=known[one.key].times,
        )
        for (score, one), episodes in zip(scored, spoken, strict=True)
        for episode in episodes
    ]
    return tuple(found[: query.limit])


def _tells_the_same(one: Candidate, other: Candidate) -> bool:
    return (
        one.source["action"] == other.source["action"]
        and one.source["outcome"] == other.source["outcome"]
        and one.source["model"] == other.source["model"]
        and sumprod(one.vector, other.vector) >= NEAR_DUPLICATE
    )

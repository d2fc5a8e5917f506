"""Episodes as OpenSearch keeps them: the mapping, and documents there and back.

Thousands of episodes say the same, word for word. What they say is searched once: an *exemplar* for
each action, outcome and text has the words and the vector. The episodes themselves are *occurrences*
of it: all of an episode, to be read, filtered and counted, and nothing that is searched by meaning.
Identical vectors by the thousand would hide all others from a search, and hold up merges.

An exemplar repeats what the filters need: the tags of its occurrences, and the highest value. Both may
be of occurrences that are gone; what a search finds is checked against the occurrences.
"""

import json
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256, sha512
from typing import Any

from baton.memory.episode import Episode
from baton.search.vectors import SETTINGS, packed, vector_mapping

SCHEMA = 2
"""The mapping's version. Another one makes ``EpisodicMemory.renew`` build the index anew."""

MOST_TAGS = 200
"""Tags that an exemplar repeats. One with more has all of them, as far as a search goes."""

ANY_TAG = "any tag".ljust(65, ".")
"""No episode has it: it is longer than a tag may be."""

_KEYWORD = {"type": "keyword"}
_KEPT_ONLY = {"type": "text", "index": False}
_OWN = frozenset(Episode.model_fields)


@dataclass(frozen=True, slots=True)
class Exemplar:
    """What episodes of one action, outcome and text are searched by."""

    action: str
    outcome: str
    text: str
    tags: frozenset[str]
    value: float

    @classmethod
    def of(cls, episodes: Sequence[Episode]) -> "Exemplar":
        """That of episodes which say the same."""
        first = episodes[0]
        tags = frozenset(tag for one in episodes for tag in one.tags)
        (value,) = array("f", [max(one.value for one in episodes)])  # as OpenSearch has it
        return cls(first.action, first.outcome, first.text, tags, value)

    @classmethod
    def read(cls, source: Mapping[str, Any]) -> "Exemplar":
        """One that was kept."""
        kept = {name: source[name] for name in ("action", "outcome", "value")}
        return cls(text=source["words"], tags=frozenset(source["tags"]), **kept)

    def covers(self, other: "Exemplar") -> bool:
        """Whether every filter that the other passes lets this one pass."""
        has_tags = ANY_TAG in self.tags or other.tags <= self.tags
        return has_tags and other.value <= self.value

    def joined(self, other: "Exemplar") -> "Exemplar":
        """One that covers both."""
        return Exemplar(
            self.action,
            self.outcome,
            self.text,
            self.tags | other.tags,
            max(self.value, other.value),
        )

    def document(self, vector: Sequence[float], model: str) -> dict[str, Any]:
        """What is kept of it. ``vector`` is that of its text, made by ``model``."""
        return {
            "action": self.action,
            "outcome": self.outcome,
            "words": self.text,
            "tags": kept_tags(self.tags),
            "value": self.value,
            "model": model,
            "embedding": packed(vector),
            vector_field(model): list(vector),
        }


def vector_field(model: str) -> str:
    """The vectors of each model are a field of their own: they are never compared with those of
    another, a search over two indices fails in neither, and what a container of another version
    still writes is refused by an index that is not for it."""
    return f"vector_{_version(model)}"


def model_field(model: str) -> str:
    """Where an occurrence says for which embeddings it was written, for the same reason."""
    return f"model_{_version(model)}"


def _version(model: str) -> str:
    return sha256(f"{SCHEMA} {model}".encode()).hexdigest()[:12]


def index_body(model: str, dimensions: int) -> dict[str, Any]:
    """The settings and the mapping of an index. ``_meta`` says what its documents were made with.

    The searched vector is not in ``_source``: ``embedding`` has it in a quarter of the bytes, from
    which it is compared here and copied.
    """
    vector = vector_field(model)
    keywords = ("episode_id", "situation", "action", "outcome", "tags", "subject")
    own = ("conversation_id", "exemplar", "model", "copied_from", "unsettled", "place")
    return {
        "settings": SETTINGS,
        "mappings": {
            "dynamic": "strict",
            "_meta": {"schema": SCHEMA, "model": model},
            "_source": {"excludes": [vector]},
            "properties": {
                **dict.fromkeys((*keywords, *own), _KEYWORD),
                "value": {"type": "float"},
                "at": {"type": "date"},
                "noted_at": {"type": "date"},
                "text": _KEPT_ONLY,
                model_field(model): _KEPT_ONLY,
                "words": {"type": "text", "analyzer": "standard"},
                "embedding": {"type": "binary"},
                vector: vector_mapping(dimensions),
            },
        },
    }


def exemplar_key(action: str, outcome: str, text: str) -> str:
    """What the episodes of one exemplar have in common, in 128 characters."""
    return sha512(json.dumps([action, outcome, text]).encode()).hexdigest()


def key_of(episode: Episode) -> str:
    """The exemplar of an episode."""
    return exemplar_key(episode.action, episode.outcome, episode.text)


def exemplar_id(key: str) -> str:
    """The document of an exemplar. No episode has its id: it is longer than theirs may be."""
    return f"exemplar/{key}"


def own_id(kind: str, name: str) -> str:
    """Another document of ours; no episode has its id either."""
    return f"{kind}/{sha512(name.encode()).hexdigest()}"


def occurrence(episode: Episode, model: str) -> dict[str, Any]:
    """What is kept of an episode beside its exemplar."""
    return {**episode.to_json(), "exemplar": key_of(episode), model_field(model): model}


def episode_of(source: Mapping[str, Any]) -> Episode:
    """The episode that a document holds."""
    return Episode.model_validate({name: source[name] for name in source if name in _OWN})


def by_exemplar(episodes: Iterable[Episode]) -> dict[str, list[Episode]]:
    """Episodes by what they say."""
    grouped: dict[str, list[Episode]] = {}
    for one in episodes:
        grouped.setdefault(key_of(one), []).append(one)
    return grouped


def kept_tags(tags: Collection[str]) -> list[str]:
    """Tags as an exemplar repeats them."""
    few = len(tags) <= MOST_TAGS and ANY_TAG not in tags
    return sorted(tags) if few else [ANY_TAG]

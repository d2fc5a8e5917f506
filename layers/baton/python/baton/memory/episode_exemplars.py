"""Exemplars are there for what occurs, and for nothing else, whoever keeps and forgets at once.

What keeps episodes writes the occurrences first and then looks for their exemplars; what deletes them
looks for occurrences last. An exemplar is settled in three steps, of which the last is carried out only
if nobody wrote the exemplar in between:

1. It is marked as ``unsettled``. Whoever keeps an episode and finds the mark writes it without.
2. Its occurrences are counted. What was kept before the mark is among them.
3. Without any it is deleted, else written anew with the tags and the value of those that there are.

If step 3 is not carried out, somebody kept an episode that says the same, or settles it after this.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from baton.aws.clients import Pause
from baton.core.errors import Unavailable
from baton.memory.embedding import Embedder
from baton.memory.episode import Episode
from baton.memory.episode_documents import (
    MOST_TAGS,
    Exemplar,
    by_exemplar,
    exemplar_id,
    kept_tags,
    vector_field,
)
from baton.search.index import ATTEMPTS, Kept, SearchIndex, Write
from baton.search.vectors import unpacked

AT_ONCE = 100
"""Exemplars that are settled together."""

_YES = "yes"
_OWN = ("action", "outcome", "words", "tags", "value", "model", "embedding")


class Exemplars:
    """The exemplars of an index."""

    def __init__(self, index: SearchIndex, embedder: Callable[[], Embedder], pause: Pause) -> None:
        self._index = index
        self._embedder = embedder
        self._pause = pause

    def ensure(
        self,
        name: str,
        episodes: Iterable[Episode],
        vectors: Mapping[str, Sequence[float]] | None = None,
    ) -> None:
        """Makes what occurs in an index be found: ``episodes`` were written to it. ``vectors`` are
        those known of the current model, by exemplar; what is missing is embedded.
        """
        spoken = by_exemplar(episodes)
        left = {key: Exemplar.of(those) for key, those in spoken.items()}
        new: set[str] = set()
        for attempt in range(1, ATTEMPTS + 1):
            known = self._known(
                name, left, "action", "outcome", "words", "tags", "value", "unsettled"
            )
            lacking = {key: one for key, one in left.items() if not _suffices(known.get(key), one)}
            if not lacking:
                break
            new |= lacking.keys() - known.keys()
            left = self._written(lacking, known, vectors or {})
            if not left:
                break
            self._pause(attempt)
        else:
            raise Unavailable("These episodes are changing. Try again later.")
        self._take_back(name, {key: spoken[key] for key in new})

    def settle(self, name: str, keys: Iterable[str]) -> None:
        """Deletes those that nothing is an occurrence of, in the index that is written to."""
        wanted = sorted(set(keys))
        for start in range(0, len(wanted), AT_ONCE):
            marked = self._marked(name, wanted[start : start + AT_ONCE])
            if marked:
                self._finish(name, marked)

    def drop(self, name: str, keys: Iterable[str]) -> None:
        """Deletes those that nothing is an occurrence of, in an index that is written to no more."""
        wanted = sorted(set(keys))
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            self._index.refresh(name)
            gone = set(part) - self._occurring(name, part).keys()
            self._index.write([Write(exemplar_id(key)) for key in gone], only_to=name)

    def vectors(self, name: str, keys: Iterable[str], model: str) -> dict[str, list[float]]:
        """The vectors that an index has of that model, by exemplar."""
        known = self._known(name, keys, "model", "embedding")
        return {
            key: unpacked(one.source["embedding"])
            for key, one in known.items()
            if one.source["model"] == model
        }

    def _known(self, name: str, keys: Iterable[str], *fields: str) -> dict[str, Kept]:
        places = {exemplar_id(key): key for key in keys}
        found = self._index.read(name, places, *fields)
        return {places[place]: one for place, one in found.items()}

    def _written(
        self,
        lacking: Mapping[str, Exemplar],
        known: Mapping[str, Kept],
        vectors: Mapping[str, Sequence[float]],
    ) -> dict[str, Exemplar]:
        """Writes exemplars; gives those that somebody else changed meanwhile."""
        embedder = self._embedder()
        unknown = [key for key in lacking if key not in vectors]
        made = embedder.embed([lacking[key].text for key in unknown]) if unknown else []
        every = {**vectors, **dict(zip(unknown, made, strict=True))}
        writes: list[Write] = []
        for key, one in lacking.items():
            seen = known.get(key)
            whole = one.joined(Exemplar.read(seen.source)) if seen else one
            document = whole.document(every[key], embedder.model)
            version = seen.version if seen else None
            writes.append(Write(exemplar_id(key), document, version, new_only=not seen))
        outcomes = self._index.write(writes)
        pairs = zip(lacking.items(), outcomes, strict=True)
        return {key: one for (key, one), outcome in pairs if outcome.version is None}

    def _take_back(self, name: str, spoken: Mapping[str, Sequence[Episode]]) -> None:
        """Settles those that were made new for episodes which were forgotten before: whoever forgot
        them found no exemplar to settle.
        """
        keys = [one.episode_id for those in spoken.values() for one in those]
        there = {
            kept.source["exemplar"] for kept in self._index.read(name, keys, "exemplar").values()
        }
        self.settle(name, spoken.keys() - there)

    def _marked(self, name: str, keys: Sequence[str]) -> dict[str, Kept]:
        """Those that are there, as they were when they were marked, in the marked version."""
        marked: dict[str, Kept] = {}
        left = list(keys)
        for attempt in range(1, ATTEMPTS + 1):
            known = self._known(name, left, *_OWN)
            outcomes = self._index.write(
                [
                    Write(exemplar_id(key), _again(one, unsettled=_YES), one.version)
                    for key, one in known.items()
                ]
            )
            left = []
            for (key, one), outcome in zip(known.items(), outcomes, strict=True):
                if outcome.version:
                    marked[key] = Kept(one.source, outcome.version)
                else:
                    left.append(key)
            if not left:
                return marked
            self._pause(attempt)
        raise Unavailable("These episodes are changing. Try again later.")

    def _finish(self, name: str, marked: Mapping[str, Kept]) -> None:
        self._index.refresh(name)
        occurring = self._occurring(name, list(marked))
        self._index.write(
            [
                Write(exemplar_id(key), _again(marked[key], **now), marked[key].version)
                for key, now in occurring.items()
            ]
        )
        gone = marked.keys() - occurring.keys()
        self._index.write(
            [Write(exemplar_id(key), seen=marked[key].version) for key in gone], only_to=name
        )

    def _occurring(self, name: str, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The tags and the value that exemplars have by their occurrences, of those that have any."""
        counted = {
            "terms": {"field": "exemplar", "size": len(keys)},
            "aggs": {
                "tags": {"terms": {"field": "tags", "size": MOST_TAGS + 1}},
                "value": {"max": {"field": "value"}},
            },
        }
        body = {
            "query": {"terms": {"exemplar": list(keys)}},
            "size": 0,
            "track_total_hits": False,
            "aggs": {"exemplars": counted},
        }
        answer = self._index.search(body, only_in=name)
        return {
            one["key"]: {
                "tags": kept_tags([tag["key"] for tag in one["tags"]["buckets"]]),
                "value": one["value"]["value"],
            }
            for one in answer["aggregations"]["exemplars"]["buckets"]
        }


def _suffices(kept: Kept | None, wanted: Exemplar) -> bool:
    """Whether an exemplar is as it has to be for what was kept."""
    if kept is None or "unsettled" in kept.source:
        return False
    return Exemplar.read(kept.source).covers(wanted)


def _again(kept: Kept, **changes: Any) -> dict[str, Any]:
    """An exemplar's document as it was read, with changes; the vector is not in what is read."""
    source = kept.source
    vector = unpacked(source["embedding"])
    return {**source, vector_field(source["model"]): vector, **changes}

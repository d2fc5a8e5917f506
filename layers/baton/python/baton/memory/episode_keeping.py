"""Keeping episodes, and deleting them, with the exemplars that are then due."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from baton.aws.clients import Pause
from baton.core.errors import Unavailable
from baton.memory.embedding import Embedder
from baton.memory.episode import Episode
from baton.memory.episode_documents import key_of, occurrence, own_id
from baton.memory.episode_exemplars import Exemplars
from baton.search.index import ATTEMPTS, PAGE, Kept, SearchIndex, Write

ROUNDS = 10
"""Times that all of a page may change between being found and being deleted."""

_STAYS = timedelta(hours=1)
"""How long a note stays that somebody else settled, who may have done so too early."""


class EpisodeWriter:
    """Writes of one worker. What is to be settled is noted first, so that others settle it after a
    crash."""

    def __init__(self, index: SearchIndex, embedder: Callable[[], Embedder], pause: Pause) -> None:
        self.exemplars = Exemplars(index, embedder, pause)
        self._index = index
        self._embedder = embedder
        self._pause = pause

    def keep(self, episodes: Sequence[Episode]) -> None:
        """Keeps episodes; those with the same id replace each other, and what was kept."""
        left = {one.episode_id: one for one in episodes}
        for attempt in range(1, ATTEMPTS + 1):
            name = self._newest()
            known = self._index.read(name, left, "exemplar")
            changed = {
                str(kept.source["exemplar"])
                for key, kept in known.items()
                if kept.source.get("exemplar", key_of(left[key])) != key_of(left[key])
            }
            with self._settling(name, changed):
                left = self._replaced(left, known)
            if not left:
                return
            self._pause(attempt)
        raise Unavailable("These episodes are changing. Try again later.")

    def remove(self, query: Mapping[str, Any]) -> int:
        """Deletes the episodes that a query finds, in every index. Gives how many."""
        from opensearchpy.exceptions import NotFoundError

        self.settle_noted()
        deleted, seen = 0, set[str]()
        while left := [name for name in self._index.names() if name not in seen]:
            # The oldest first: what is being copied out of it at this moment is then either found in
            # the newer one, or missed by the copier, which looks (see ``Renewal``).
            seen.add(left[0])
            try:
                deleted += self.remove_from(left[0], query)
            except NotFoundError:
                continue  # it was left for a newer one, which is next
        return deleted

    def remove_from(self, name: str, query: Mapping[str, Any]) -> int:
        """Deletes the episodes that a query finds in one index. Gives how many."""
        filters = [query, {"exists": {"field": "episode_id"}}]
        body = {
            "query": {"bool": {"filter": filters}},
            "size": PAGE,
            "_source": ["exemplar"],
            "seq_no_primary_term": True,
            "track_total_hits": False,
        }
        deleted = unchanged = 0
        with self._settling(name, ()) as noted:
            while unchanged < ROUNDS:
                self._index.refresh(name)
                hits = self._index.search(body, only_in=name)["hits"]["hits"]
                noted({one["_source"]["exemplar"] for one in hits if "exemplar" in one["_source"]})
                done = self._deleted(name, hits)
                deleted += done
                if len(hits) < PAGE and done == len(hits):
                    return deleted
                unchanged = 0 if done else unchanged + 1
        raise Unavailable("These episodes are changing. Try again later.")

    def settle_noted(self) -> None:
        """Settles what was noted, maybe by workers that died since."""
        body = {"query": {"exists": {"field": "noted_at"}}, "size": PAGE}
        for hit in self._index.search(body)["hits"]["hits"]:
            note = hit["_source"]
            self._settle(hit["_index"], note["unsettled"])
            if datetime.fromisoformat(note["noted_at"]) < datetime.now(UTC) - _STAYS:
                self._index.write([Write(hit["_id"])], only_to=hit["_index"])

    def _newest(self) -> str:
        names = self._index.names()
        return names[-1] if names else self._index.create(1, behind_alias=True)

    def _replaced(
        self, episodes: Mapping[str, Episode], known: Mapping[str, Kept]
    ) -> dict[str, Episode]:
        """Writes episodes over what is known of them; gives those that somebody else changed."""
        model, writes = self._embedder().model, []
        for key, one in episodes.items():
            version = known[key].version if key in known else None
            writes.append(Write(key, occurrence(one, model), version, new_only=version is None))
        outcomes = self._index.write(writes)
        pairs = list(zip(episodes.values(), outcomes, strict=True))
        done = [one for one, outcome in pairs if outcome.version]
        if done:
            self.exemplars.ensure(max(outcome.index for outcome in outcomes), done)
        return {one.episode_id: one for one, outcome in pairs if not outcome.version}

    def _deleted(self, name: str, hits: Sequence[Mapping[str, Any]]) -> int:
        writes = [Write(one["_id"], seen=(one["_seq_no"], one["_primary_term"])) for one in hits]
        outcomes = self._index.write(writes, only_to=name)
        return sum(outcome.version is not None for outcome in outcomes)

    @contextmanager
    def _settling(
        self, name: str, keys: Collection[str]
    ) -> Iterator[Callable[[Collection[str]], None]]:
        """Settles exemplars of an index at the end. More can be added; each is noted at once."""
        noted: set[str] = set()
        notes: list[str] = []

        def note(more: Collection[str]) -> None:
            if new := set(more) - noted:
                at = datetime.now(UTC).isoformat()
                notes.append(own_id("note", uuid4().hex))
                self._index.write([Write(notes[-1], {"unsettled": sorted(new), "noted_at": at})])
                noted.update(new)

        note(keys)
        yield note
        self._settle(name, noted)
        for where in self._index.names() if notes else ():
            self._index.write([Write(one) for one in notes], only_to=where)

    def _settle(self, name: str, keys: Collection[str]) -> None:
        if keys and self._index.names()[-1:] == [name]:
            self.exemplars.settle(name, keys)
        elif keys:
            self.exemplars.drop(name, keys)

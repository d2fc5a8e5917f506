"""Builds the index of episodes anew behind its alias, without downtime, losing no write.

1. A new index is made, and in one step the alias also points to it and writes go to it alone.
2. The old index is blocked for writes for a moment. OpenSearch answers when every write that was under
   way is done, so from here on nobody writes to the old one; people are still forgotten in it.
3. What the new index lacks is copied: created only, so that what was written there since stays.
4. Whoever was forgotten while being copied is still gone from the old index, since ``forget`` deletes
   there first: such copies are deleted again.
5. In one step the alias leaves the old index, and that is deleted.

Steps 3 and 4 go through the episodes by their ids. How far they came is kept in the new index, so that
nothing is read twice however often they are broken off. The other steps look at what is there: a crash
anywhere is made good by beginning again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baton.core.errors import Unavailable
from baton.memory.embedding import Embedder
from baton.memory.episode_documents import SCHEMA, episode_of, key_of, occurrence, own_id
from baton.memory.episode_keeping import EpisodeWriter
from baton.search.index import PAGE, SearchIndex, Write
from baton.search.opensearch import Cluster, acknowledged, search_errors

_SECONDS = 60
_COPY, _CHECK = "copy", "check"


@dataclass(frozen=True, slots=True)
class Place:
    """How far it came: up to and with the episode ``after``, in one of two passes."""

    doing: str
    after: str


class Renewal:
    """One worker's renewal."""

    def __init__(
        self, cluster: Cluster, index: SearchIndex, keeping: EpisodeWriter, embedder: Embedder
    ) -> None:
        self._cluster = cluster
        self._index = index
        self._keeping = keeping
        self._embedder = embedder

    def step(self, most: int) -> bool:
        """Goes on with it, copying at most so many. Says whether nothing is left to do."""
        from opensearchpy.exceptions import NotFoundError

        try:
            return self._step(most)
        except NotFoundError as error:
            raise Unavailable("Another worker renews the index of episodes.") from error

    def _step(self, most: int) -> bool:
        names = self._index.names()
        if not names:
            return True
        if not self._is_current(names[-1]):
            names.append(self._open_next(names[-1]))
        newest = names.pop()
        while names:
            # What is in two old indices is copied out of the newer one.
            old = names.pop()
            place = self._place(old, newest) or self._begun(old, names)
            if place.doing == _COPY:
                most -= self._copy(old, newest, place.after, most)
                if most <= 0:
                    return False
                place = self._keep_place(old, Place(_CHECK, ""))
            for after in self._drop_forgotten(old, newest, place.after):
                self._keep_place(old, Place(_CHECK, after))
            self._change_alias({"remove_index": {"index": old}})
        return True

    def _is_current(self, name: str) -> bool:
        with search_errors():
            found = self._cluster.client.indices.get_mapping(index=name)
        made_with = found[name]["mappings"].get("_meta", {})
        return bool(made_with == {"schema": SCHEMA, "model": self._embedder.model})

    def _open_next(self, name: str) -> str:
        number = int(name.rpartition("-")[2]) + 1
        successor = self._index.create(number, behind_alias=False)
        self._change_alias(
            {"add": {"index": name, "alias": self._index.alias, "is_write_index": False}},
            {"add": {"index": successor, "alias": self._index.alias, "is_write_index": True}},
        )
        return successor

    def _change_alias(self, *actions: Mapping[str, Any]) -> None:
        with search_errors():
            answer = self._cluster.client.indices.update_aliases(body={"actions": list(actions)})
        acknowledged(answer)

    def _begun(self, old: str, older: Sequence[str]) -> Place:
        """Leaves an index: from here on it only loses episodes."""
        self._wait_for_writers(old)
        for one in older:  # from which a renewal that was not finished copied to this one
            for _ in self._drop_forgotten(one, old, ""):
                pass
        return self._keep_place(old, Place(_COPY, ""))

    def _wait_for_writers(self, old: str) -> None:
        indices = self._cluster.client.indices
        with search_errors():
            # Nothing is waited for if a worker that died had blocked it.
            indices.put_settings(index=old, body={"index.blocks.write": None})
            blocked = indices.add_block(
                index=old, block="write", params={"request_timeout": _SECONDS}
            )
            opened = indices.put_settings(index=old, body={"index.blocks.write": None})
        acknowledged(opened)
        acknowledged(blocked)
        if not all(one["blocked"] for one in blocked["indices"]):
            raise Unavailable("The index of episodes is still written to. Try again later.")
        self._index.refresh(old)

    def _place(self, old: str, newest: str) -> Place | None:
        """Where the copying of an index was left; ``None`` if it did not begin."""
        key = own_id("place", old)
        kept = self._index.read(newest, [key], "place").get(key)
        if kept is None:
            return None
        doing, _, after = str(kept.source["place"]).partition(" ")
        return Place(doing, after)

    def _keep_place(self, old: str, place: Place) -> Place:
        self._index.write([Write(own_id("place", old), {"place": f"{place.doing} {place.after}"})])
        return place

    def _copy(self, old: str, newest: str, after: str, most: int) -> int:
        """Copies episodes from a place on, at most so many. Gives how many were."""
        copied = 0
        body = {"query": {"exists": {"field": "episode_id"}}, "track_total_hits": False}
        for hits in self._pages(body, old, after, min(PAGE, most)):
            chosen = hits[: most - copied]
            self._copy_page(old, newest, [hit["_source"] for hit in chosen])
            self._keep_place(old, Place(_COPY, chosen[-1]["_id"]))
            copied += len(chosen)
            if copied >= most:
                break
        return copied

    def _copy_page(self, old: str, newest: str, sources: Sequence[Mapping[str, Any]]) -> None:
        model = self._embedder.model
        episodes = [episode_of(source) for source in sources]
        self._index.write(
            [
                Write(one.episode_id, {**occurrence(one, model), "copied_from": old}, new_only=True)
                for one in episodes
            ]
        )
        there = self._index.read(newest, [one.episode_id for one in episodes], "exemplar")
        copies = [
            one
            for one in episodes
            if one.episode_id in there and there[one.episode_id].source["exemplar"] == key_of(one)
        ]
        exemplars = self._keeping.exemplars
        vectors = exemplars.vectors(old, {key_of(one) for one in copies}, model)
        exemplars.ensure(newest, copies, vectors)

    def _drop_forgotten(self, old: str, new: str, after: str) -> Iterator[str]:
        """Deletes the copies of what is gone from the old index; gives each place it has come to."""
        mine = {"term": {"copied_from": old}}
        body = {"query": mine, "_source": False, "track_total_hits": False}
        for hits in self._pages(body, new, after, PAGE):
            keys = [hit["_id"] for hit in hits]
            gone = set(keys) - self._index.read(old, keys).keys()
            if gone:
                # Written anew since it was copied, it no longer says where it was copied from.
                copies = [{"ids": {"values": sorted(gone)}}, mine]
                self._keeping.remove_from(new, {"bool": {"filter": copies}})
            yield keys[-1]

    def _pages(
        self, body: Mapping[str, Any], name: str, after: str, size: int
    ) -> Iterator[list[dict[str, Any]]]:
        """What is found in an index, by id."""
        order, last = {"episode_id": "asc"}, [after] if after else None
        return self._index.pages(body, order, after=last, size=size, only_in=name)

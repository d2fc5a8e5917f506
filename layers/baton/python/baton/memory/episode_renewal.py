"""Builds the index of episodes anew behind its alias, without downtime, losing no write.

1. A new index is made, and in one step the alias also points to it and writes go to it alone.
2. The old index is blocked for writes for a moment. OpenSearch answers when every write that was under
   way is done, so from here on nobody writes to the old one; people are still forgotten in it.
3. What the new index lacks is copied: created only, so that what was written there since stays.
4. Whoever was forgotten while being copied is still gone from the old index, since ``forget`` deletes
   there first: such copies are deleted again.
5. In one step the alias leaves the old index, and that is deleted.

Each step looks at what is there, so that a crash anywhere is made good by beginning again.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from baton.core.errors import Unavailable
from baton.memory.embedding import Embedder
from baton.memory.episode_documents import SCHEMA, document, episode_of, unpacked
from baton.memory.episode_index import EpisodeIndex
from baton.memory.opensearch import Cluster, raise_for, search_errors

PAGE = 500
_SECONDS = 60


class Renewal:
    """One worker's renewal."""

    def __init__(self, cluster: Cluster, index: EpisodeIndex, embedder: Embedder) -> None:
        self._cluster = cluster
        self._index = index
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
        newest = names[-1]
        for old in names[:-1]:
            self._wait_for_writers(old)
            while missing := self._copy(old, newest, most):
                most -= missing
                if most <= 0:
                    return False
            self._drop_forgotten(old, newest)
            self._close(old)
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

    def _close(self, old: str) -> None:
        self._change_alias({"remove_index": {"index": old}})

    def _change_alias(self, *actions: Mapping[str, Any]) -> None:
        with search_errors():
            self._cluster.client.indices.update_aliases(body={"actions": list(actions)})

    def _wait_for_writers(self, old: str) -> None:
        indices = self._cluster.client.indices
        with search_errors():
            indices.add_block(index=old, block="write", params={"request_timeout": _SECONDS})
            indices.put_settings(index=old, body={"index.blocks.write": None})
            indices.refresh(index=old)

    def _copy(self, old: str, new: str, most: int) -> int:
        """Copies what is missing, at most so many. Gives how many were."""
        copied = 0
        for sources in self._pages(old, {"match_all": {}}):
            missing = self._absent(new, [one["episode_id"] for one in sources])
            chosen = [one for one in sources if one["episode_id"] in missing][: most - copied]
            if chosen:
                self._index.write(self._documents(chosen, old), new_only=True)
                copied += len(chosen)
            if copied >= most:
                break
        return copied

    def _documents(self, sources: Sequence[Mapping[str, Any]], old: str) -> list[dict[str, Any]]:
        """The documents as the new index has them. Only what another model embedded is embedded."""
        episodes = [episode_of(one) for one in sources]
        vectors: list[Sequence[float]] = [unpacked(one["embedding"]) for one in sources]
        foreign = [
            place for place, one in enumerate(sources) if one["model"] != self._embedder.model
        ]
        if foreign:
            fresh = self._embedder.embed([episodes[place].text for place in foreign])
            for place, vector in zip(foreign, fresh, strict=True):
                vectors[place] = vector
        return [
            {**document(episode, vector, self._embedder.model), "copied_from": old}
            for episode, vector in zip(episodes, vectors, strict=True)
        ]

    def _drop_forgotten(self, old: str, new: str) -> None:
        for sources in self._pages(new, {"term": {"copied_from": old}}):
            gone = self._absent(old, [one["episode_id"] for one in sources])
            if gone:
                # Written anew since it was copied, it no longer says where it was copied from.
                copies = [{"ids": {"values": sorted(gone)}}, {"term": {"copied_from": old}}]
                with search_errors():
                    answer = self._cluster.client.delete_by_query(
                        index=new,
                        body={"query": {"bool": {"filter": copies}}},
                        params={"conflicts": "proceed", "refresh": "true"},
                    )
                raise_for(answer.get("failures", ()))

    def _absent(self, index: str, keys: Sequence[str]) -> set[str]:
        """Which of these episodes an index has not, as of this moment."""
        with search_errors():
            answer = self._cluster.client.mget(
                index=index, body={"ids": list(keys)}, params={"_source": "false"}
            )
        raise_for(answer["docs"])  # an index that is not there says nothing about what is gone
        return {one["_id"] for one in answer["docs"] if not one["found"]}

    def _pages(self, index: str, query: Mapping[str, Any]) -> Iterator[list[Mapping[str, Any]]]:
        """Everything that is found, by id."""
        body: dict[str, Any] = {"query": query, "size": PAGE, "sort": [{"episode_id": "asc"}]}
        while True:
            with search_errors():
                answer = self._cluster.client.search(index=index, body=body)
            hits = answer["hits"]["hits"]
            if hits:
                yield [hit["_source"] for hit in hits]
            if len(hits) < PAGE:
                return
            body["search_after"] = hits[-1]["sort"]

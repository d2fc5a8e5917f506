"""The index of episodes: numbered indices behind one alias, made when first needed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from baton.aws.clients import Pause
from baton.core.errors import Unavailable
from baton.memory.embedding import Embedder
from baton.memory.episode_documents import index_body
from baton.memory.opensearch import Cluster, is_passing, kind_of, search_errors

ALIAS = "baton-episodes"
"""What is read and written. Behind it is one index; while that is renewed two, of which the newer one
is written to."""

ATTEMPTS = 5
_DONE, _CONFLICT, _NOT_FOUND = 300, 409, 404
_WRITE_SECONDS = 30


class EpisodeIndex:
    """Reads and writes of whole indices."""

    def __init__(
        self,
        cluster: Cluster,
        embedder: Callable[[], Embedder],
        pause: Pause,
        alias: str = ALIAS,
    ) -> None:
        self.alias = alias
        self._cluster = cluster
        self._embedder = embedder
        self._pause = pause

    def names(self) -> list[str]:
        """The indices behind the alias, the oldest first; none before the first episode."""
        from opensearchpy.exceptions import NotFoundError

        try:
            with search_errors():
                return sorted(self._cluster.client.indices.get_alias(name=self.alias))
        except NotFoundError:
            return []

    def create(self, number: int, *, behind_alias: bool) -> str:
        """Makes the index of that number for the current embeddings, unless it is there."""
        from opensearchpy.exceptions import RequestError

        name, embedder = f"{self.alias}-{number:06}", self._embedder()
        body = index_body(embedder.model, embedder.dimensions)
        if behind_alias:
            body["aliases"] = {self.alias: {"is_write_index": True}}
        try:
            with search_errors():
                self._cluster.client.indices.create(
                    index=name, body=body, params={"request_timeout": _WRITE_SECONDS}
                )
        except RequestError as error:
            if kind_of(error.info) != "resource_already_exists_exception":
                raise
        return name

    def write(self, documents: Sequence[Mapping[str, Any]], *, new_only: bool = False) -> int:
        """Writes documents under their episodes' ids, to be found at once; ``new_only`` leaves those
        alone whose id is there. Gives how many were written. Makes the index if there is none: the
        alias is required, so that OpenSearch never makes one with a mapping of its own.
        """
        action, written = "create" if new_only else "index", 0
        left = list(documents)
        for attempt in range(1, ATTEMPTS + 1):
            lines: list[Mapping[str, Any]] = []
            for one in left:
                lines += ({action: {"_id": one["episode_id"]}}, one)
            results = [item[action] for item in self._bulk(lines)]
            refused = [
                pair for pair in zip(left, results, strict=True) if pair[1]["status"] >= _DONE
            ]
            written += len(left) - len(refused)
            refused = [pair for pair in refused if not (new_only and _is_there(pair[1]))]
            if not refused:
                return written
            self._make_room(result for _, result in refused)
            left = [one for one, _ in refused]
            self._pause(attempt)
        raise Unavailable("Episodic memory took only part of a batch. Try again later.")

    def _bulk(self, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        options = {
            "refresh": "true",
            "require_alias": "true",
            "request_timeout": _WRITE_SECONDS,
        }
        with search_errors():
            answer = self._cluster.client.bulk(body=lines, index=self.alias, params=options)
        items: list[dict[str, Any]] = answer["items"]
        return items

    def _make_room(self, refusals: Iterable[Mapping[str, Any]]) -> None:
        """Makes the index if it is missing. Raises for what will be refused again."""
        for refusal in refusals:
            if kind_of(refusal) == "strict_dynamic_mapping_exception":
                raise Unavailable(
                    "The index of episodes is of another version. It takes these when it is renewed."
                )
            if refusal["status"] == _NOT_FOUND:
                self.create(1, behind_alias=True)
                return
            if not is_passing(refusal["status"], refusal["error"]):
                raise RuntimeError(f"OpenSearch refuses an episode: {kind_of(refusal)}")


def _is_there(result: Mapping[str, Any]) -> bool:
    return bool(result["status"] == _CONFLICT)

"""An index of something: numbered indices behind one alias, made when first needed."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baton.aws.clients import Pause
from baton.core.errors import Unavailable
from baton.search.opensearch import (
    TOO_LARGE,
    Cluster,
    acknowledged,
    complete,
    is_passing,
    kind_of,
    raise_for,
    search_errors,
)

ATTEMPTS = 5
PAGE = 500
"""Documents that are read at a time."""

MOST_BYTES = 4 * 1024 * 1024
"""Of a bulk, before compression. The smallest domain takes 10 MiB; a document has up to 60 KB."""

_DONE, _CONFLICT, _NOT_FOUND = 300, 409, 404
_WRITE_SECONDS = 30
_STARTING = "no_shard_available_action_exception"
"""Another worker made the index a moment ago."""

Version = tuple[int, int]
"""Which version of a document was seen: its sequence number, and the primary's term."""


@dataclass(frozen=True, slots=True)
class Write:
    """One write: ``source`` is kept under ``key``, or what is there is deleted if that is ``None``.

    With ``seen`` it is carried out on that version only; ``new_only`` leaves alone what is there.
    """

    key: str
    source: Mapping[str, Any] | None = None
    seen: Version | None = None
    new_only: bool = False

    def lines(self) -> bytes:
        """The write as a bulk has it."""
        about: dict[str, Any] = {"_id": self.key}
        if self.seen:
            about |= {"if_seq_no": self.seen[0], "if_primary_term": self.seen[1]}
        if self.source is None:
            return _line({"delete": about})
        return _line({"create" if self.new_only else "index": about}) + _line(self.source)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a write. ``version`` is what was written, in ``index``; ``None`` if what is there
    was not what was expected."""

    index: str
    version: Version | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it was read."""

    source: Mapping[str, Any]
    version: Version


class SearchIndex:
    """Reads and writes of whole indices. ``alias`` is what is read and written: behind it is one index;
    while that is renewed two, of which the newer one is written to. ``described`` gives the settings and
    the mapping of an index that is made now.
    """

    def __init__(
        self,
        cluster: Cluster,
        alias: str,
        described: Callable[[], dict[str, Any]],
        pause: Pause,
    ) -> None:
        self.alias = alias
        self._cluster = cluster
        self._described = described
        self._pause = pause

    def names(self) -> list[str]:
        """The indices behind the alias, the oldest first; none before the first write."""
        from opensearchpy.exceptions import NotFoundError

        try:
            with search_errors():
                return sorted(self._cluster.client.indices.get_alias(name=self.alias))
        except NotFoundError:
            return []

    def create(self, number: int, *, behind_alias: bool) -> str:
        """Makes the index of that number as it is described now, unless it is there."""
        from opensearchpy.exceptions import RequestError

        name, body = f"{self.alias}-{number:06}", self._described()
        if behind_alias:
            body["aliases"] = {self.alias: {"is_write_index": True}}
        try:
            with search_errors():
                answer = self._cluster.client.indices.create(
                    index=name, body=body, params={"request_timeout": _WRITE_SECONDS}
                )
            acknowledged(answer)
        except RequestError as error:
            if kind_of(error.info) != "resource_already_exists_exception":
                raise
        return name

    def write(self, writes: Sequence[Write], *, only_to: str | None = None) -> list[Outcome]:
        """Carries out writes, to be found at once; gives the outcome of each. They go to the newest
        index behind the alias, and make it if there is none: the alias is required, so that OpenSearch
        never makes one with a mapping of its own. ``only_to`` names the one index to delete in, where
        what is not there, as is all of an index that is gone, counts as changed.
        """
        done: dict[int, Outcome] = {}
        left = list(enumerate(writes))
        for attempt in range(1, ATTEMPTS + 1):
            refused: list[tuple[int, Write]] = []
            refusals: list[Mapping[str, Any]] = []
            for (place, write), item in zip(left, self._sent(left, only_to), strict=True):
                if item["status"] < _DONE:
                    done[place] = Outcome(item["_index"], (item["_seq_no"], item["_primary_term"]))
                elif item["status"] == _CONFLICT or _is_gone(write, item):
                    done[place] = Outcome(item["_index"], None)
                else:
                    refused.append((place, write))
                    refusals.append(item)
            if not refused:
                return [done[place] for place in range(len(writes))]
            self._make_room(refusals)
            left = refused
            self._pause(attempt)
        raise Unavailable("OpenSearch took only part of a batch. Try again later.")

    def read(self, name: str, keys: Iterable[str], *fields: str) -> dict[str, Kept]:
        """Those documents of an index that are there at this moment, with these fields."""
        wanted, found = list(dict.fromkeys(keys)), dict[str, Kept]()
        for start in range(0, len(wanted), PAGE):
            part = wanted[start : start + PAGE]
            documents = self._documents(name, part, fields)
            if any(kind_of(one) == _STARTING for one in documents):
                self._wait_for(name)
                documents = self._documents(name, part, fields)
            raise_for(documents)  # an index that is not there says nothing about what is gone
            for one in documents:
                if one["found"]:
                    version = (one["_seq_no"], one["_primary_term"])
                    found[one["_id"]] = Kept(one.get("_source", {}), version)
        return found

    def search(self, body: Mapping[str, Any], *, only_in: str | None = None) -> dict[str, Any]:
        """One search, complete or ``Unavailable``: in all indices behind the alias, or in one."""
        params = {"allow_partial_search_results": "false"}
        if only_in is None:
            params["ignore_unavailable"] = "true"
        with search_errors():
            answer: dict[str, Any] = self._cluster.client.search(
                index=only_in or self.alias, body=body, params=params
            )
        complete(answer)
        return answer

    def searches(self, bodies: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Several searches in all indices behind the alias, complete or ``Unavailable``."""
        header = {
            "index": self.alias,
            "ignore_unavailable": True,
            "allow_partial_search_results": False,
        }
        lines = [line for body in bodies for line in (header, body)]
        with search_errors():
            answers: list[dict[str, Any]] = self._cluster.client.msearch(body=lines)["responses"]
        raise_for(answers)
        for answer in answers:
            complete(answer)
        return answers

    def pages(
        self,
        body: Mapping[str, Any],
        *order: Mapping[str, str],
        after: Sequence[Any] | None = None,
        size: int = PAGE,
        only_in: str | None = None,
    ) -> Iterator[list[dict[str, Any]]]:
        """All hits in the order of these fields, from ``after`` on."""
        ordered: dict[str, Any] = {**body, "size": size, "sort": list(order)}
        while True:
            if after:
                ordered["search_after"] = list(after)
            hits: list[dict[str, Any]] = self.search(ordered, only_in=only_in)["hits"]["hits"]
            if hits:
                yield hits
            if len(hits) < size:
                return
            after = hits[-1]["sort"]

    def refresh(self, name: str) -> None:
        """Makes what was written to an index until now found."""
        with search_errors():
            complete(self._cluster.client.indices.refresh(index=name))

    def _documents(
        self, name: str, keys: Sequence[str], fields: Sequence[str]
    ) -> list[dict[str, Any]]:
        params = {"_source_includes": ",".join(fields)} if fields else {"_source": "false"}
        with search_errors():
            answer = self._cluster.client.mget(index=name, body={"ids": list(keys)}, params=params)
        documents: list[dict[str, Any]] = answer["docs"]
        return documents

    def _wait_for(self, name: str) -> None:
        params = {"wait_for_active_shards": "1", "timeout": f"{_WRITE_SECONDS}s"}
        with search_errors():
            self._cluster.client.cluster.health(
                index=name, params={**params, "request_timeout": 2 * _WRITE_SECONDS}
            )

    def _sent(
        self, writes: Sequence[tuple[int, Write]], only_to: str | None
    ) -> Iterator[dict[str, Any]]:
        for bulk in _bulks([write.lines() for _, write in writes]):
            yield from self._bulk(bulk, only_to)

    def _bulk(self, lines: Sequence[bytes], only_to: str | None) -> list[dict[str, Any]]:
        """The results of a bulk. One that is too large for the cluster is halved."""
        from opensearchpy.exceptions import TransportError

        options: dict[str, Any] = {"refresh": "true", "request_timeout": _WRITE_SECONDS}
        if only_to is None:
            options["require_alias"] = "true"
        try:
            with search_errors():
                answer = self._cluster.client.bulk(
                    body=b"".join(lines), index=only_to or self.alias, params=options
                )
        except TransportError as error:
            if error.status_code != TOO_LARGE or len(lines) == 1:
                raise
            middle = len(lines) // 2
            return self._bulk(lines[:middle], only_to) + self._bulk(lines[middle:], only_to)
        return [result for item in answer["items"] for result in item.values()]

    def _make_room(self, refusals: Iterable[Mapping[str, Any]]) -> None:
        """Makes the index if it is missing. Raises for what will be refused again."""
        for refusal in refusals:
            if kind_of(refusal) == "strict_dynamic_mapping_exception":
                raise Unavailable(
                    f"The index {self.alias} is of another version. It takes these when it is renewed."
                )
            if refusal["status"] == _NOT_FOUND:
                self.create(1, behind_alias=True)
                return
            if not is_passing(refusal["status"], refusal["error"]):
                raise RuntimeError(f"OpenSearch refuses a document: {kind_of(refusal)}")


def _is_gone(write: Write, result: Mapping[str, Any]) -> bool:
    return write.source is None and result["status"] == _NOT_FOUND


def _bulks(writes: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Writes by bulks of at most ``MOST_BYTES``, or of one that is larger."""
    bulk: list[bytes] = []
    size = 0
    for one in writes:
        if bulk and size + len(one) > MOST_BYTES:
            yield bulk
            bulk, size = [], 0
        bulk.append(one)
        size += len(one)
    if bulk:
        yield bulk


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

"""One index: its mapping, its documents, and the journal that keeps them."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import numpy as np

from infra.local.opensearch.fields import Field, Mask
from infra.local.opensearch.journal import Journal
from infra.local.opensearch.mapping import field
from infra.local.opensearch.refusal import Refusal, blocked, illegal, only, unreadable
from infra.local.opensearch.vectors import Vector

PRIMARY_TERM = 1
_MOST_ID_BYTES = 512
_MANY_DEAD = 1_000
_FIRST_ROOM = 256


@dataclass(frozen=True, slots=True)
class Entry:
    """A document: where it is in the fields, and its source as JSON without what is excluded."""

    slot: int
    version: int
    seq_no: int
    source: bytes

    def only(self, fields: list[str] | None) -> bytes:
        """The source with these fields, or all of it."""
        if fields is None:
            return self.source
        kept = {name: value for name, value in json.loads(self.source).items() if name in fields}
        return json.dumps(kept, separators=(",", ":")).encode()


class Index:
    """Documents of one mapping. Not safe for many threads: the cluster locks.

    Documents get numbers (slots) that grow; a changed document gets a new one. When more than half
    are dead, all are numbered anew.
    """

    def __init__(self, name: str, uuid: str, body: dict[str, Any], journal: Path) -> None:
        self.name, self.uuid, self.body = name, uuid, body
        self._excluded = _checked_mappings(body.get("mappings", {}))
        self.documents: dict[str, Entry] = {}
        self._ids: list[str] = []
        self._next_seq_no = 0
        self.aliases: dict[str, dict[str, Any]] = {}
        self.is_blocked = False
        self._empty()
        self._journal = Journal(journal)
        self._replay()

    @property
    def size(self) -> int:
        """How many slots there are."""
        return len(self._ids)

    @property
    def alive(self) -> Mask:
        """Which slots hold documents."""
        return self._alive[: self.size]

    def id_of(self, slot: int) -> str:
        """Which document is in a slot."""
        return self._ids[slot]

    def check(self, source: Any) -> dict[str, Any]:
        """A document's values as the fields read them. Raises ``Refusal``."""
        if not isinstance(source, dict):
            raise unreadable("failed to parse", "a document is an object")
        for name in source:
            if name not in self.fields:
                raise Refusal(
                    400,
                    "strict_dynamic_mapping_exception",
                    f"mapping set to strict, dynamic introduction of [{name}] within [_doc]"
                    " is not allowed",
                )
        return {
            name: self.fields[name].read(value)
            for name, value in source.items()
            if value is not None
        }

    def put(self, key: str, source: dict[str, Any]) -> dict[str, Any]:
        """Keeps a document, and gives the change for the journal. Raises ``Refusal``."""
        if not key or len(key.encode()) > _MOST_ID_BYTES:
            raise illegal(f"id must be 1 to {_MOST_ID_BYTES} bytes long")
        values = self.check(source)
        known = self.documents.get(key)
        kept = {name: value for name, value in source.items() if not self._is_excluded(name)}
        change = {
            "id": key,
            "version": known.version + 1 if known else 1,
            "seq": self._next_seq_no,
            "source": kept,
            "vectors": {
                name: b64encode(value.tobytes()).decode()
                for name, value in values.items()
                if isinstance(self.fields[name], Vector)
            },
        }
        self._forget(key)
        self._place(change, values)
        return change

    def delete(self, key: str) -> dict[str, Any]:
        """Deletes a document that is there, and gives the change for the journal."""
        self._forget(key)
        change = {"id": key, "seq": self._next_seq_no}
        self._next_seq_no += 1
        return change

    def skip(self) -> int:
        """Counts an operation that changed nothing; gives its sequence number."""
        self._next_seq_no += 1
        return self._next_seq_no - 1

    def expect(self, key: str, seen: tuple[int, int] | None, *, nothing: bool) -> None:
        """Refuses a change of a document that is not the version that was seen, or of one that is
        there although ``nothing`` was."""
        known = self.documents.get(key)
        if nothing and known:
            raise self._conflict(
                key, f"document already exists (current version [{known.version}])"
            )
        if seen and (known is None or (known.seq_no, PRIMARY_TERM) != seen):
            wanted = f"required seqNo [{seen[0]}], primary term [{seen[1]}]."
            has = (
                f"current document has seqNo [{known.seq_no}] and primary term [{PRIMARY_TERM}]"
                if known
                else "but no document was found"
            )
            raise self._conflict(key, f"{wanted} {has}")

    def _conflict(self, key: str, reason: str) -> Refusal:
        return Refusal(
            409,
            "version_conflict_engine_exception",
            f"[{key}]: version conflict, {reason}",
            index=self.name,
            index_uuid=self.uuid,
            shard="0",
        )

    def save(self, changes: Iterable[dict[str, Any]]) -> None:
        """Puts changes on disk. If that fails they are undone, with an ``OSError``."""
        try:
            self._journal.append(changes)
        except OSError:
            self._empty()
            self._replay()
            raise
        if self.size > 2 * len(self.documents) + _MANY_DEAD:
            self._number_anew()

    def refuse_writes(self) -> None:
        """Raises ``Refusal`` if the index is blocked."""
        if self.is_blocked:
            raise blocked(self.name)

    def close(self) -> None:
        """Closes the journal."""
        self._journal.close()

    def _is_excluded(self, name: str) -> bool:
        return any(fnmatchcase(name, pattern) for pattern in self._excluded)

    def _empty(self) -> None:
        described = self.body.get("mappings", {}).get("properties", {})
        self.fields: dict[str, Field] = {name: field(name, one) for name, one in described.items()}
        self.documents.clear()
        self._ids.clear()
        self._alive = np.zeros(_FIRST_ROOM, np.bool_)

    def _place(self, change: dict[str, Any], values: dict[str, Any]) -> None:
        slot = self.size
        if slot == len(self._alive):
            self._alive = np.concatenate([self._alive, np.zeros(slot, np.bool_)])
        self._ids.append(change["id"])
        self._alive[slot] = True
        for name, value in values.items():
            self.fields[name].add(slot, value)
        source = json.dumps(change["source"], separators=(",", ":")).encode()
        self.documents[change["id"]] = Entry(slot, change["version"], change["seq"], source)
        self._next_seq_no = max(self._next_seq_no, change["seq"] + 1)

    def _forget(self, key: str) -> None:
        known = self.documents.pop(key, None)
        if known is None:
            return
        self._alive[known.slot] = False
        for name, value in json.loads(known.source).items():
            if value is not None:
                self.fields[name].remove(known.slot, self.fields[name].read(value))

    def _replay(self) -> None:
        """Reads the journal; what was changed again later is not even placed."""
        latest: dict[str, dict[str, Any]] = {}
        number = 0
        for number, change in enumerate(self._journal.read(), 1):  # noqa: B007 (the last one counts)
            latest.pop(change["id"], None)
            if "source" in change:
                latest[change["id"]] = change
            self._next_seq_no = max(self._next_seq_no, change["seq"] + 1)
        for change in latest.values():
            self._place(change, self._values(change))
        if number > 2 * len(latest) + _MANY_DEAD:
            self._journal.rewrite(latest.values())

    def _values(self, change: dict[str, Any]) -> dict[str, Any]:
        vectors = {
            name: np.frombuffer(b64decode(text), np.float32)
            for name, text in change["vectors"].items()
        }
        return self.check(change["source"]) | vectors

    def _number_anew(self) -> None:
        changes = list(self._changes())
        self._empty()
        for change in changes:
            self._place(change, self._values(change))
        self._journal.rewrite(changes)

    def _changes(self) -> Iterator[dict[str, Any]]:
        vectors = [one for one in self.fields.values() if isinstance(one, Vector)]
        for key, entry in self.documents.items():
            held = {one.name: one.at(entry.slot) for one in vectors}
            yield {
                "id": key,
                "version": entry.version,
                "seq": entry.seq_no,
                "source": json.loads(entry.source),
                "vectors": {
                    name: b64encode(value.tobytes()).decode()
                    for name, value in held.items()
                    if value is not None
                },
            }


def _checked_mappings(mappings: dict[str, Any]) -> list[str]:
    """The patterns of what is left out of sources. Raises ``Refusal`` for other mappings."""
    only(mappings, "dynamic", "_meta", "_source", "properties", what="mappings")
    if mappings.get("dynamic") != "strict":
        raise illegal("the local server takes mappings with [dynamic] [strict] only")
    source = mappings.get("_source", {})
    only(source, "excludes", what="_source")
    excluded: list[str] = source.get("excludes", [])
    return excluded

"""All indices and their aliases, kept in one folder."""

import json
import re
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from infra.local.opensearch.index import Index
from infra.local.opensearch.journal import write_whole
from infra.local.opensearch.refusal import Refusal, illegal, no_index, only

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,200}")


class Cluster:
    """The indices. Everybody holds ``lock`` while reading or changing them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._table = folder / "indices.json"
        self.lock = threading.RLock()
        self.indices: dict[str, Index] = {}
        self._load()

    def resolve(self, name: str, *, ignore_unavailable: bool = False) -> list[Index]:
        """The indices behind a name or an alias, by name. Raises ``Refusal`` if there are none."""
        found = [
            self.indices[one]
            for one in sorted(self.indices)
            if one == name or name in self.indices[one].aliases
        ]
        if not found and not ignore_unavailable:
            raise no_index(name)
        return found

    def to_write(self, name: str, *, require_alias: bool, deletes: bool = False) -> Index:
        """The index that takes the writes to a name or an alias. Writes that may make one by
        themselves, which deletes do not, are refused as not known."""
        if require_alias and (name in self.indices or not self._behind(name)):
            refusal = no_index(name)
            reason = f"[require_alias] request flag is [true] and [{name}] is not an alias"
            refusal.cause["reason"] = f"no such index [{name}] and {reason}"
            raise refusal
        if name in self.indices:
            return self.indices[name]
        behind = self._behind(name)
        writers = [one for one in behind if one.aliases[name].get("is_write_index")]
        if len(behind) == 1 and behind[0].aliases[name].get("is_write_index") is not False:
            writers = behind
        if not behind and deletes:
            raise no_index(name)
        if not behind:
            raise illegal(f"the local server makes no index by itself: create [{name}] first")
        if len(writers) != 1:
            raise illegal(
                f"no write index is defined for alias [{name}]. The write index may be explicitly"
                " disabled using is_write_index=false or the alias points to multiple indices"
                " without one being designated as a write index"
            )
        return writers[0]

    def create(self, name: str, body: dict[str, Any]) -> None:
        """Makes an index."""
        if name in self.indices:
            raise Refusal(
                400,
                "resource_already_exists_exception",
                f"index [{name}/{self.indices[name].uuid}] already exists",
                index=name,
                index_uuid=self.indices[name].uuid,
            )
        if not _NAME.fullmatch(name) or self._behind(name):
            reason = "must be lower case, and no alias"
            raise Refusal(
                400, "invalid_index_name_exception", f"Invalid index name [{name}], {reason}"
            )
        only(body, "settings", "mappings", "aliases", what="create index")
        _check_settings(body.get("settings", {}))
        uuid = uuid4().hex
        kept = {"settings": body.get("settings", {}), "mappings": body.get("mappings", {})}
        index = Index(name, uuid, kept, self._folder / f"{uuid}.journal")
        for alias, how in body.get("aliases", {}).items():
            only(how, "is_write_index", what="alias")
            index.aliases[alias] = dict(how)
        self.indices[name] = index
        self._save()

    def change_aliases(self, actions: list[dict[str, Any]]) -> None:
        """Carries out all actions or none."""
        before = {name: dict(index.aliases) for name, index in self.indices.items()}
        removed: list[str] = []
        try:
            for action in actions:
                removed += self._change_alias(action)
            self._check_write_indices()
        except Refusal:
            for name, aliases in before.items():
                self.indices[name].aliases = aliases
            raise
        self.remove(removed)

    def remove(self, names: Iterable[str]) -> None:
        """Deletes indices."""
        gone = [self.indices.pop(name) for name in names]
        self._save()
        for index in gone:
            index.close()
            (self._folder / f"{index.uuid}.journal").unlink(missing_ok=True)

    def block(self, index: Index, *, blocked: bool) -> None:
        """Takes no more writes, or does again."""
        index.is_blocked = blocked
        self._save()

    def close(self) -> None:
        """Closes all files."""
        for index in self.indices.values():
            index.close()

    def _behind(self, alias: str) -> list[Index]:
        return [one for one in self.indices.values() if alias in one.aliases]

    def _change_alias(self, action: dict[str, Any]) -> list[str]:
        """One action; gives the indices to delete."""
        if len(action) != 1:
            raise illegal("an action on aliases has one name")
        kind, given = next(iter(action.items()))
        if kind == "remove_index":
            only(given, "index", what=kind)
            return [self._named(given).name]
        if kind == "add":
            only(given, "index", "alias", "is_write_index", what=kind)
            how = {name: given[name] for name in given if name == "is_write_index"}
            self._named(given).aliases[str(given["alias"])] = how
            return []
        if kind == "remove":
            only(given, "index", "alias", what=kind)
            if self._named(given).aliases.pop(given.get("alias"), None) is None:
                reason = f"aliases [{given.get('alias')}] missing"
                raise Refusal(404, "aliases_not_found_exception", reason)
            return []
        raise illegal(
            f"the local server knows the actions add, remove and remove_index, not {kind}"
        )

    def _named(self, given: dict[str, Any]) -> Index:
        name = str(given.get("index"))
        if name not in self.indices:
            raise no_index(name)
        return self.indices[name]

    def _check_write_indices(self) -> None:
        for alias in {one for index in self.indices.values() for one in index.aliases}:
            writers = [
                one for one in self._behind(alias) if one.aliases[alias].get("is_write_index")
            ]
            if len(writers) > 1:
                names = ",".join(sorted(one.name for one in writers))
                raise Refusal(
                    500,
                    "illegal_state_exception",
                    f"alias [{alias}] has more than one write index [{names}]",
                )

    def _save(self) -> None:
        table = {
            name: {
                "uuid": index.uuid,
                "body": index.body,
                "aliases": index.aliases,
                "blocked": index.is_blocked,
            }
            for name, index in self.indices.items()
        }
        write_whole(self._table, [json.dumps(table, indent=1).encode()])

    def _load(self) -> None:
        if self._table.exists():
            for name, known in json.loads(self._table.read_text(encoding="utf-8")).items():
                journal = self._folder / f"{known['uuid']}.journal"
                index = Index(name, known["uuid"], known["body"], journal)
                index.aliases, index.is_blocked = known["aliases"], known["blocked"]
                self.indices[name] = index
        ours = {f"{index.uuid}.journal" for index in self.indices.values()}
        for path in self._folder.glob("*.journal"):
            if path.name not in ours:
                path.unlink()


def _check_settings(settings: dict[str, Any]) -> None:
    only(settings, "index", what="settings")
    known = ("knn", "number_of_shards", "auto_expand_replicas", "codec")
    only(settings.get("index", {}), *known, what="settings.index")
    if settings.get("index", {}).get("number_of_shards", 1) != 1:
        raise illegal("the local server has one shard an index")

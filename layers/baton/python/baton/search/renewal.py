"""A whole index built anew behind its alias, by whoever can make all its documents again.

From ``begin_renewal`` on, the newest index behind the alias is as this version of the code wants it and
is what writes go to; the older one is searched beside it until ``end_renewal``.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from baton.core.clock import Clock
from baton.search.index import SearchIndex
from baton.search.opensearch import Cluster, acknowledged, search_errors

SETTLES = timedelta(hours=1)
"""After which nobody is still writing to the index that was the newest before: functions end sooner."""


class IndexRenewal:
    """Renews an index whose ``_meta`` says ``made_at`` and with what it was made: ``wanted`` now."""

    def __init__(
        self,
        cluster: Cluster,
        index: SearchIndex,
        wanted: Callable[[], Mapping[str, Any]],
        clock: Clock,
    ) -> None:
        self._cluster = cluster
        self._index = index
        self._wanted = wanted
        self._clock = clock

    def begin(self) -> None:
        """Has what is kept from now on go to an index as it is wanted now. An earlier renewal that did
        not end is gone on with. Raises ``Unavailable``.
        """
        names = self._index.names()
        if not names or self._wanted().items() <= self._meta(names[-1]).items():
            return
        newest = names[-1]
        successor = self._index.create(int(newest.rpartition("-")[2]) + 1, behind_alias=False)
        alias = self._index.alias
        self._change_alias(
            {"add": {"index": newest, "alias": alias, "is_write_index": False}},
            {"add": {"index": successor, "alias": alias, "is_write_index": True}},
        )

    def end(self) -> bool:
        """Leaves the older indices, of whose documents the newest has all. Says whether it did: not
        before ``SETTLES``, since somebody may have begun to write before the renewal did. Raises
        ``Unavailable``.
        """
        names = self._index.names()
        if len(names) < 2:  # noqa: PLR2004 (there is an older one)
            return True
        made_at = datetime.fromisoformat(self._meta(names[-1])["made_at"])
        if self._clock() - made_at < SETTLES:
            return False
        for name in names[:-1]:
            self._change_alias({"remove_index": {"index": name}})
        return True

    def _meta(self, name: str) -> Mapping[str, Any]:
        with search_errors():
            found = self._cluster.client.indices.get_mapping(index=name)
        meta: Mapping[str, Any] = found[name]["mappings"].get("_meta", {})
        return meta

    def _change_alias(self, *actions: Mapping[str, Any]) -> None:
        with search_errors():
            answer = self._cluster.client.indices.update_aliases(body={"actions": list(actions)})
        acknowledged(answer)

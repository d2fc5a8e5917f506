"""Registered sites in memory."""

from baton.knowledge_base.site import Site
from baton.knowledge_base.site_repository import stale
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage


class FakeSites:
    """See ``baton.knowledge_base.site_repository.SiteRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, Site] = {}

    def find(self, site_id: str) -> Site | None:
        with self._ground.faults.at("sites.find"), self._ground.lock:
            return self.kept.get(site_id)

    def every(self) -> tuple[Site, ...]:
        with self._ground.faults.at("sites.every"), self._ground.lock:
            return tuple(self.kept.values())

    def keep(self, site: Site, within: Transaction) -> None:
        key = site.site_id

        def check() -> None:
            seen = self.kept.get(key)
            if site.version != (seen.version + 1 if seen else 1):
                raise stale(site)

        stage(within, ("site", key), lambda: self.kept.update({key: site}), check)

    def forget(self, site: Site, within: Transaction) -> None:
        key = site.site_id

        def check() -> None:
            if key not in self.kept or self.kept[key].version != site.version:
                raise stale(site)

        stage(within, ("site", key), lambda: self.kept.update(self._without(key)), check)

    def _without(self, key: str) -> dict[str, Site]:
        del self.kept[key]
        return {}

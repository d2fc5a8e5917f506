"""What every store of registered sites promises."""

from typing import Any

import pytest

from baton.core.errors import StaleVersion
from baton.knowledge_base.site import NewSite, Site
from baton.runtime.platform import Platform
from tests.contract.given import later


def a_site(host: str = "www.company.example", **changes: Any) -> Site:
    given = NewSite(start=f"https://{host}/")
    times = {"registered_at": later(0), "next_at": later(0)}
    return Site(site_id=given.site_id, given=given, **{**times, **changes})


def kept(platform: Platform, site: Site) -> Site:
    with platform.transactions.begin() as within:
        platform.sites.keep(site, within)
    return site


def test_a_site_is_kept_version_by_version(platform: Platform) -> None:
    one = kept(platform, a_site())
    assert platform.sites.find(one.site_id) == one
    second = kept(platform, one.held(later(1)))
    for stale in (one, second, second.model_copy(update={"version": 4})):
        with pytest.raises(StaleVersion):
            kept(platform, stale)
    assert platform.sites.find(one.site_id) == second
    assert platform.sites.find(platform.new_id()) is None


def test_all_are_listed_and_are_no_documents(platform: Platform) -> None:
    ones = {kept(platform, a_site(f"{name}.example")).site_id for name in ("one", "two")}
    assert {one.site_id for one in platform.sites.every()} == ones
    assert platform.documents.page().items == ()


def test_a_site_that_changed_is_not_forgotten(platform: Platform) -> None:
    first = kept(platform, a_site())
    second = kept(platform, first.held(later(1)))
    with pytest.raises(StaleVersion), platform.transactions.begin() as within:
        platform.sites.forget(first, within)
    with platform.transactions.begin() as within:
        platform.sites.forget(second, within)
    assert platform.sites.find(first.site_id) is None
    assert platform.sites.every() == ()

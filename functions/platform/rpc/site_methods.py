"""Methods ``sites.*``: the company's own sites, whose pages are documents, as over HTTP."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from baton.core.contract import Contract, Ulid
from baton.http.methods import CallContext, Method
from baton.knowledge_base.site import NewSite, SiteList, SiteView
from baton.knowledge_base.sites import SiteRegister
from baton.runtime.site_register import site_register

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

_NOBODY = "pages of the company's own sites are the company's"


class NamedSite(Contract):
    """Which site."""

    site_id: Ulid


class NoChoice(Contract):
    """All of them."""


class SiteMethods:
    """The company's own sites."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield from self._reading()
        yield from self._changing()

    def _changing(self) -> Iterator[Method]:
        yield Method(
            name="sites.register",
            of_nobody=_NOBODY,
            title="Register a site",
            description="Has the pages of a site of the company's own crawled, at once and every so "
            "many hours; each is a document that follows its page.",
            scopes=("documents.write",),
            params=NewSite,
            result=SiteView,
            handler=self.register,
            changes=True,
        )
        yield Method(
            name="sites.remove",
            of_nobody=_NOBODY,
            title="Remove a site",
            description="Deletes the site's documents within minutes, then the site.",
            scopes=("documents.write",),
            params=NamedSite,
            result=SiteView,
            handler=self.remove,
            changes=True,
        )

    def _reading(self) -> Iterator[Method]:
        yield Method(
            name="sites.list",
            of_nobody=_NOBODY,
            title="List sites",
            description="Every registered site with its last crawl.",
            scopes=("documents.read",),
            params=NoChoice,
            result=SiteList,
            handler=self.listed,
        )
        yield Method(
            name="sites.get",
            of_nobody=_NOBODY,
            title="Read about a site",
            description="A site: pages read, pages refused with the reason, last crawl and next.",
            scopes=("documents.read",),
            params=NamedSite,
            result=SiteView,
            handler=self.get,
        )

    def register(self, params: NewSite, _context: CallContext) -> SiteView:
        """Registers a site. Raises ``Conflict``."""
        return SiteView.of(self._register.register(params))

    def listed(self, _params: NoChoice, _context: CallContext) -> SiteList:
        """Every site."""
        return SiteList(items=tuple(map(SiteView.of, self._register.listed())))

    def get(self, params: NamedSite, _context: CallContext) -> SiteView:
        """One site. Raises ``NotFound``."""
        return SiteView.of(self._register.find(params.site_id))

    def remove(self, params: NamedSite, _context: CallContext) -> SiteView:
        """Lets a site go. Raises ``NotFound``."""
        return SiteView.of(self._register.remove(params.site_id))

    @property
    def _register(self) -> SiteRegister:
        return site_register(self._platform)

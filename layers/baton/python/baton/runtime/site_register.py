"""The register of the company's own sites, wired."""

from typing import TYPE_CHECKING

from baton.knowledge_base.sites import SiteRegister

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def site_register(platform: "Platform") -> SiteRegister:
    """Who registers sites, and lets them go."""
    return SiteRegister(
        sites=platform.sites,
        outbox=platform.outbox,
        transactions=platform.transactions,
        clock=platform.clock,
        new_id=platform.new_id,
    )

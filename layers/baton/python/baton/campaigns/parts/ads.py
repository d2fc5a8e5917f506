"""What the ad manager tells the others (requirement D4)."""

from pydantic import Field

from baton.campaigns.brief import Platform
from baton.core.contract import Contract, Ulid


class PlatformAds(Contract):
    """One platform's campaign: the campaign of this house that stands for it, and the platform's id."""

    platform: Platform
    campaign_id: Ulid | None = None
    external_id: str | None = None
    active: bool = False
    findings: tuple[str, ...] = Field(default=(), max_length=50)


class AdsPart(Contract):
    """The platforms' campaigns."""

    platforms: tuple[PlatformAds, ...] = Field(default=(), max_length=3)

    @property
    def any_active(self) -> bool:
        """Whether anything is advertised."""
        return any(one.active for one in self.platforms)

"""What the ad manager tells the others (requirement D4)."""

from datetime import date

from pydantic import Field

from baton.campaigns.brief import Platform
from baton.core.contract import Contract, Ulid
from baton.core.money import Money


class PlatformAds(Contract):
    """One platform's campaign: the campaign here that stands for it, and the platform's id.

    ``findings`` say why it does not run, or what is doubtful about it. ``days`` are those that the
    platform has reported, up to ``read_until``; a figure in ``unknown`` is one that it does not tell.
    ``effects`` are the keys of what was planned on it in the run's last visit.
    """

    platform: Platform
    campaign_id: Ulid | None = None
    external_id: str | None = None
    active: bool = False
    pending: bool = False
    """whether something planned on it has not come to its end"""
    daily_budget: Money | None = None
    days: int = Field(default=0, ge=0)
    read_until: date | None = None
    unknown: tuple[str, ...] = ()
    effects: tuple[str, ...] = Field(default=(), max_length=50)
    findings: tuple[str, ...] = Field(default=(), max_length=50)


class AdsPart(Contract):
    """The platforms' campaigns. ``findings`` are about all of them; ``shift`` says in words how the
    budget was moved between them, and why.
    """

    platforms: tuple[PlatformAds, ...] = Field(default=(), max_length=3)
    findings: tuple[str, ...] = Field(default=(), max_length=50)
    shift: str | None = Field(default=None, max_length=1_000)

    @property
    def any_active(self) -> bool:
        """Whether anything is advertised."""
        return any(one.active for one in self.platforms)

    def of(self, platform: Platform) -> PlatformAds | None:
        """One platform's."""
        return next((one for one in self.platforms if one.platform is platform), None)

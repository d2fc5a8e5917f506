"""The version of each platform's API, and when it ends: configuration, in ``versions.yaml``."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from pydantic import BaseModel, ConfigDict

from baton.campaigns.ads.shipped import shipped
from baton.campaigns.brief import Platform

WARNED_BEFORE = timedelta(days=60)
"""Time enough to read what is new in a version, and to run the conformance suite with it."""


class ApiVersion(BaseModel):
    """A version as the platform's addresses or headers have it, answered to until ``ends_on``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    ends_on: date


@cache
def api_versions() -> Mapping[Platform, ApiVersion]:
    """The versions that the adapters speak."""
    given = shipped("versions.yaml").items()
    return {Platform(name): ApiVersion.model_validate(one) for name, one in given}


def days_left(platform: Platform, today: date) -> int:
    """Days until the version ends; negative once it has."""
    return (api_versions()[platform].ends_on - today).days


def warning(platform: Platform, today: date) -> str | None:
    """What to do about a version that ends soon or has ended; ``None`` if there is time."""
    left = days_left(platform, today)
    if left > WARNED_BEFORE.days:
        return None
    version = api_versions()[platform]
    ends = f"ended on {version.ends_on}" if left < 0 else f"ends on {version.ends_on}"
    return (
        f"{platform.value}'s API version {version.version} {ends}: write a newer one into "
        "baton/campaigns/ads/versions.yaml and run the conformance suite"
    )

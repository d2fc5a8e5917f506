"""The languages in which each platform shows ads, from ``languages.yaml``. Pure."""

from collections.abc import Mapping, Sequence
from functools import cache

from baton.campaigns.ads.shipped import shipped
from baton.campaigns.brief import Platform

_ONE_LANGUAGE = frozenset({Platform.LINKEDIN})
"""Where a campaign has one locale, which its ads have to be in."""


@cache
def ad_languages() -> Mapping[Platform, Mapping[str, str]]:
    """What each platform calls the languages that it shows ads in, by ISO 639-1 code; several names
    with spaces between them.
    """
    return {Platform(name): languages for name, languages in shipped("languages.yaml").items()}


def shown_in(platform: Platform, languages: Sequence[str]) -> tuple[str, ...]:
    """Those of ``languages`` in which a campaign's ads run on a platform: what it offers, and of these
    the first one where a campaign has one language only.
    """
    offered = tuple(one for one in languages if one in ad_languages()[platform])
    return offered[:1] if platform in _ONE_LANGUAGE else offered


def names_of(platform: Platform, languages: Sequence[str]) -> tuple[str, ...]:
    """What the platform calls ``languages``, those that it offers, each name once."""
    offered = ad_languages()[platform]
    found = (name for one in languages for name in offered.get(one, "").split())
    return tuple(dict.fromkeys(found))


def not_shown(platform: Platform, languages: Sequence[str]) -> tuple[str, ...]:
    """In words why ads of some of ``languages`` do not run on a platform."""
    shown, offered = shown_in(platform, languages), ad_languages()[platform]
    missing = [one for one in languages if one not in offered]
    others = [one for one in languages if one in offered and one not in shown]
    told = []
    if missing:
        told.append(f"{platform.value} shows no ads in {', '.join(missing)}")
    if others:
        one = f"{platform.value} shows a campaign in one language, here in {shown[0]}"
        told.append(f"{one}: begin another one for {', '.join(others)}")
    return tuple(told)

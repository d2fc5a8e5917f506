"""What keeps a brief from coming to its end, told before a run costs anything. Pure.

These are no contradictions: a brief that is kept may come to have them, as its last day passes.
"""

from collections.abc import Iterator
from datetime import date

from baton.campaigns.ads.languages import ad_languages, shown_in
from baton.campaigns.brief import MOST_DAYS, Brief, ContentKind, Platform
from baton.campaigns.prospects.names import domain_of, host_of
from baton.core.errors import FieldError


def faults_at_start(brief: Brief, today: date) -> tuple[FieldError, ...]:
    """Why a run of ``brief`` cannot begin ``today`` (UTC), with what to do; pointers into the brief."""
    return tuple(_faults(brief, today))


def _faults(brief: Brief, today: date) -> Iterator[FieldError]:
    if brief.ends_on < today:
        yield FieldError("/ends_on", f"is over: today is {today} (UTC)", "past")
    if (brief.ends_on - today).days > MOST_DAYS:
        # A workflow of Step Functions ends after a year, and a run waits for its ads' first days.
        yield FieldError(
            "/ends_on", f"is more than {MOST_DAYS} days away: begin nearer to it", "far"
        )
    for place, site in enumerate(brief.audience.websites):
        if domain_of(site) is None:
            none = "is no company's own website, but an address, a local name or a host that many share"
            yield FieldError(f"/audience/websites/{place}", none)
    if brief.platforms:
        yield from _of_ads(brief)
    elif ContentKind.AD in brief.content:
        needs = "ads are written for platforms: name one, or ask for no ad in content"
        yield FieldError("/platforms", needs, "missing")


def _of_ads(brief: Brief) -> Iterator[FieldError]:
    """What ads need."""
    if brief.budget.amount < brief.days:
        least = "does not reach for the smallest unit of its currency on each day"
        yield FieldError("/budget/amount", least)
    if not brief.landing_url:
        needs = "ads lead nowhere: name a page that begins with https://, or name no platforms"
        yield FieldError("/landing_url", needs, "missing")
    elif not _is_public_page(brief.landing_url):
        needs = "is no page for everybody: name one that begins with https:// and a public name"
        yield FieldError("/landing_url", needs)
    if not brief.audience.countries:
        needs = "ads are shown in countries: name one, or name no platforms"
        yield FieldError("/audience/countries", needs, "missing")
    for platform in brief.platforms:
        if not shown_in(platform, brief.languages):
            needs = f"{platform.value} shows ads in none of them: name another, or leave it out; it has "
            yield FieldError("/languages", needs + " ".join(ad_languages()[platform]))
    if Platform.GOOGLE in brief.platforms and not (
        brief.audience.keywords or brief.audience.industries
    ):
        needs = "Google shows ads for search words: name one or an industry, or leave google out"
        yield FieldError("/audience/keywords", needs, "missing")


def _is_public_page(url: str) -> bool:
    """Whether everybody can open it: by https, at a public name, without a password or signs that nobody
    sees.
    """
    host = url.removeprefix("https://").partition("/")[0]
    is_public = host_of(url) is not None and "@" not in host
    return is_public and url.startswith("https://") and url.isprintable()

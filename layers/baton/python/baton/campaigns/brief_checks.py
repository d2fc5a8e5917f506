"""What keeps a brief from coming to its end, told before a run costs anything. Pure.

These are no contradictions: a brief that is kept may come to have them, as its last day passes.
"""

from collections.abc import Iterator
from datetime import date

from baton.campaigns.brief import Brief, ContentKind
from baton.core.errors import FieldError


def faults_at_start(brief: Brief, today: date) -> tuple[FieldError, ...]:
    """Why a run of ``brief`` cannot begin ``today`` (UTC), with what to do; pointers into the brief."""
    return tuple(_faults(brief, today))


def _faults(brief: Brief, today: date) -> Iterator[FieldError]:
    if brief.ends_on < today:
        yield FieldError("/ends_on", f"is over: today is {today} (UTC)", "past")
    if not brief.platforms:
        if ContentKind.AD in brief.content:
            needs = "ads are written for platforms: name one, or ask for no ad in content"
            yield FieldError("/platforms", needs, "missing")
        return
    if not (brief.landing_url or "").startswith("https://"):
        needs = "ads lead nowhere: name a page that begins with https://, or name no platforms"
        yield FieldError("/landing_url", needs, "missing" if not brief.landing_url else "invalid")
    if not brief.audience.countries:
        needs = "ads are shown in countries: name one, or name no platforms"
        yield FieldError("/audience/countries", needs, "missing")

"""Asking for a span of days in smaller spans, where a platform cannot tell all of it at once."""

from collections.abc import Callable
from datetime import date, timedelta

from baton.campaigns.ads.faults import ErrorAction, PlatformFault
from baton.campaigns.ads.model import Readings


def in_parts(read: Callable[[date, date], Readings], since: date, until: date) -> Readings:
    """The days of a span. One that is too large is halved, down to a single day."""
    try:
        return read(since, until)
    except PlatformFault as fault:
        if fault.do is not ErrorAction.SMALLER or since >= until:
            raise
    middle = since + (until - since) // 2
    first = in_parts(read, since, middle)
    second = in_parts(read, middle + timedelta(days=1), until)
    doubt = first.doubt or second.doubt
    return first.model_copy(update={"days": (*first.days, *second.days), "doubt": doubt})

"""Whether there is enough to judge a campaign by, and when to look again. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from baton.campaigns.campaign import DailyMetrics
from baton.core.wording import counted
from functions.campaigns.analytics.rules import EnoughData

DAY = 86_400
HOUR = 3_600
UNSEEN_WAIT = 6 * HOUR
"""How long to wait while nothing at all has come in, in seconds."""


@dataclass(frozen=True, slots=True)
class DataCheck:
    """``again_in`` are the seconds after which there may be enough, an hour to a day; 0 if there is."""

    is_enough: bool
    text: str
    again_in: int = 0


def check_data(channels: Sequence[Sequence[DailyMetrics]], needed: EnoughData) -> DataCheck:
    """Counts what all channels' days brought together; a day counts once, whichever channels had it, and
    only if anything was shown on it.
    """
    every = [day for days in channels for day in days]
    shown = [day for day in every if (day.impressions or 0) > 0 or (day.clicks or 0) > 0]
    days = len({day.day for day in shown})
    impressions = sum(day.impressions or 0 for day in shown)
    clicks = sum(day.clicks or 0 for day in shown)
    conversions = math.fsum(max(day.leads, day.conversions) for days in channels for day in days)
    has = (
        f"{counted(days, 'day')} with {counted(impressions, 'impression')},"
        f" {counted(clicks, 'click')} and {conversions:,.6g} conversions"
    )
    by_clicks = impressions >= needed.impressions and clicks >= needed.clicks
    if days >= needed.days and (by_clicks or conversions >= needed.conversions):
        return DataCheck(True, f"There is enough to judge by: {has}.")
    wants = (
        f"{counted(needed.days, 'day')} with {counted(needed.clicks, 'click')} of"
        f" {counted(needed.impressions, 'impression')},"
        f" or {counted(needed.conversions, 'conversion')}"
    )
    wait = _wait(days, (impressions, needed.impressions), (clicks, needed.clicks), needed.days)
    return DataCheck(False, f"Not enough to judge by yet: {has}; needed are {wants}.", wait)


def _wait(
    days: int, impressions: tuple[int, int], clicks: tuple[int, int], needed_days: int
) -> int:
    """The seconds until the rate so far has brought what is needed, within an hour and a day."""
    if days == 0:
        return UNSEEN_WAIT
    longest = float(needed_days - days)
    for has, needed in (impressions, clicks):
        if has < needed:
            longest = max(longest, days * (needed / max(has, 1) - 1))
    return round(min(DAY, max(HOUR, longest * DAY)))

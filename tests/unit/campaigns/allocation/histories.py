"""Days of channels, for tests."""

from datetime import date, timedelta

from baton.campaigns.response_curves import Observation

START = date(2026, 3, 2)


def days(*pairs):
    """Days of (spend, leads), one after the other."""
    return tuple(
        Observation(
            day=START + timedelta(days=number), spend=spend, value=leads, events=max(leads, 0)
        )
        for number, (spend, leads) in enumerate(pairs)
    )

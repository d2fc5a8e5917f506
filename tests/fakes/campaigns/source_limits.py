"""Rates and credits of lead sources in memory."""

from datetime import datetime, timedelta

from baton.campaigns.prospects.request_rate import Rate, admit


class FakeRequestRates:
    """See ``baton.campaigns.prospects.request_rate.RequestRates``."""

    def __init__(self) -> None:
        self.next_at: dict[str, datetime] = {}

    def admit(self, source: str, rate: Rate, now: datetime) -> timedelta:
        told = admit(self.next_at.get(source), now, rate)
        if not told.wait:
            self.next_at[source] = told.next_at
        return told.wait


class FakeRunCredits:
    """See ``baton.campaigns.prospects.run_credits.RunCredits``."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str], int] = {}

    def hold(self, run_id: str, source: str, number: int, *, cap: int, now: datetime) -> bool:
        del now
        taken = self.taken(run_id, source)
        if taken + number > cap:
            return False
        self.counts[run_id, source] = taken + number
        return True

    def give_back(self, run_id: str, source: str, number: int) -> None:
        self.counts[run_id, source] = self.taken(run_id, source) - number

    def taken(self, run_id: str, source: str) -> int:
        return self.counts.get((run_id, source), 0)

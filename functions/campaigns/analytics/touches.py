"""Where leads' touches are read: facts that the area's events tell, asked by SQL."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from baton.facts.partitions import Days
from functions.campaigns.analytics.journeys import Journey

if TYPE_CHECKING:
    from baton.facts.query import FactRows, Facts
    from baton.runtime.platform import Platform


_TOUCHES = """
    SELECT lead_id, channel, happened_at FROM campaign_touch WHERE campaign_id IN (?)
    ORDER BY happened_at DESC, fact_id DESC LIMIT 10000
"""
_CONVERSIONS = """
    SELECT lead_id, min(happened_at) AS converted_at FROM lead_outcome
    WHERE outcome = 'converted' AND campaign_id IN (?)
    GROUP BY lead_id ORDER BY converted_at DESC LIMIT 10000
"""
"""Of all leads together the latest: as many rows as one answer may have."""


class TouchReader(Protocol):
    """Reads how leads met campaigns."""

    def journeys(self, campaigns: Sequence[str], since: date, until: date) -> tuple[Journey, ...]:
        """The journeys of the leads of these campaigns, over the days from ``since`` to ``until``; one
        that led to a conversion ends there. Raises ``Unavailable``.
        """
        ...


class FactTouches:
    """See ``TouchReader``: the facts ``campaign_touch`` and ``lead_outcome``."""

    def __init__(self, facts: "Facts") -> None:
        self._facts = facts

    def journeys(self, campaigns: Sequence[str], since: date, until: date) -> tuple[Journey, ...]:
        """See ``TouchReader``."""
        days = Days(first=since, last=max(since, until))
        touches = self._asked(_TOUCHES, campaigns, days)
        converted = self._asked(_CONVERSIONS, campaigns, days)
        ends = {str(lead): at for lead, at in converted.rows if isinstance(at, datetime)}
        return _journeys(
            [
                (str(lead), str(channel), at)
                for lead, channel, at in reversed(touches.rows)
                if isinstance(at, datetime)
            ],
            ends,
        )

    def _asked(self, sql: str, campaigns: Sequence[str], days: Days) -> "FactRows":
        marks = ", ".join("?" for _ in campaigns)
        return self._facts.query(sql.replace("(?)", f"({marks})"), tuple(campaigns), days=days)


def touches_of(platform: "Platform") -> TouchReader:
    """The reader of a platform."""
    return FactTouches(platform.facts)


def _journeys(
    touches: Sequence[tuple[str, str, datetime]], ends: dict[str, datetime]
) -> tuple[Journey, ...]:
    """One for each lead, of its touches up to its conversion, the earliest first."""
    met: defaultdict[str, list[str]] = defaultdict(list)
    for lead, channel, at in touches:
        if lead not in ends or at <= ends[lead]:
            met[lead].append(channel)
    return tuple(Journey(tuple(met[lead]), lead in ends) for lead in sorted(met))

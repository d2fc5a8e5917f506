"""Figures, money and moments as people read them. Pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from baton.core.amounts import minor_digits

NOT_KNOWN = "\N{EN DASH}"

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def money(minor_units: float, currency: str) -> str:
    """An amount, for example ``USD 1,250.00`` for 125000."""
    digits = minor_digits(currency)
    return f"{currency} {minor_units / 10**digits:,.{digits}f}"


def percent(share: float) -> str:
    """A share with three digits that count, for example ``1.85 %``, ``0.0234 %``."""
    hundredfold = share * 100
    decimals = 2
    while 0 < abs(hundredfold) < 10 ** (1 - decimals) and decimals < 6:  # noqa: PLR2004
        decimals += 1
    if 0 < abs(hundredfold) < 0.1:  # noqa: PLR2004 (a tenth of a percent)
        decimals += 1
    return f"{hundredfold:.{decimals}f} %"


def change(now: float, before: float) -> str:
    """How much more or less something is than before: ``+12 %``; a dash if there was nothing before,
    or less.
    """
    if before <= 0:
        return NOT_KNOWN
    return f"{(now - before) / before * 100:+,.0f} %"


def count(number: float, thing: str) -> str:
    """A number of things, ``thing`` in the singular: ``1 click``, ``2,000 clicks``."""
    return f"{round(number, 2):,} {thing}{'' if number == 1 else 's'}"


def day(of: date) -> str:
    """A day, for example ``2 Mar 2026``."""
    return f"{of.day} {_MONTHS[of.month - 1]} {of.year}"


def moment(of: datetime, zone: str) -> str:
    """A moment with its zone by name: ``Mon 2 Mar 2026, 13:00 (Europe/Berlin, UTC+01:00)``."""
    offset = of.astimezone(ZoneInfo(zone)).isoformat()[-6:]
    return f"{local_moment(of, zone)} ({zone}, UTC{offset})"


def local_moment(of: datetime, zone: str) -> str:
    """A moment where its zone is told already: ``Mon 2 Mar 2026, 13:00``."""
    there = of.astimezone(ZoneInfo(zone))
    return f"{_WEEKDAYS[there.weekday()]} {day(there.date())}, {there:%H:%M}"


def listed(things: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)

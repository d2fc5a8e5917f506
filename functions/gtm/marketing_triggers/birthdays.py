"""Whose birthday it is."""

import calendar
from datetime import date, datetime

from baton.gtm.customer_contact_repository import CustomerContactRepository
from baton.gtm.shop_event import ShopEvent, ShopEventKind

_LEAP_DAY = (2, 29)


def days_of(today: date) -> tuple[tuple[int, int], ...]:
    """The birthdays that are kept today: on 28 February also those of leap days, in other years."""
    own = (today.month, today.day)
    leap = own == (2, 28) and not calendar.isleap(today.year)
    return (own, _LEAP_DAY) if leap else (own,)


def birthday_events(
    contacts: CustomerContactRepository, today: date, now: datetime
) -> list[ShopEvent]:
    """The birthdays of today, one a year and customer. Raises ``Unavailable``."""
    ids = [one for month, day in days_of(today) for one in contacts.born_on(month, day)]
    found = contacts.find(ids)
    return [
        ShopEvent(
            event_id=f"birthday/{today.year}/{contact_id}",
            happening=ShopEventKind.BIRTHDAY,
            at=now,
            customer_id=contact.customer_id,
            about=str(today.year),
        )
        for contact_id, contact in found.items()
    ]

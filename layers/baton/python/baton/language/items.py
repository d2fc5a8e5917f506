"""The items of the spending table, as a pynamodb model."""

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.models import Model


class SpendingItem(Model):
    """A day's budget (``day#2026-11-21``), what is held of it for one call (``hold#2026-11-21#…``), the
    kill switch (``switch``), or what is being asked (``ask#`` and the hash of it).
    """

    part = UnicodeAttribute(hash_key=True)
    committed = NumberAttribute(null=True)
    charged = NumberAttribute(null=True)
    calls = NumberAttribute(null=True)
    open_calls = NumberAttribute(null=True)
    alerted_at = UnicodeAttribute(null=True)
    owner = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)
    stopped = BooleanAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    turned_by = UnicodeAttribute(null=True)
    turned_at = UnicodeAttribute(null=True)

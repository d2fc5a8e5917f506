"""The items of keys that are held for a time, and of reference data, as pynamodb models.

docs/data-model.md says what each holds. The models know no table name: ``Database.bound`` gives them
one. Adapters import this module when they are built, since pynamodb costs what a caller of the ports
alone need not pay.
"""

from pynamodb.attributes import (
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


class RequestItem(Model):
    """An idempotency key, which keys tell of a subject, a claim, or one second of a caller's rate."""

    request_key = UnicodeAttribute(hash_key=True)
    fingerprint = UnicodeAttribute(null=True)
    resource_id = UnicodeAttribute(null=True)
    leased_until = UnicodeAttribute(null=True)
    answer = UnicodeAttribute(null=True)
    keys = UnicodeSetAttribute(null=True)
    holder = UnicodeAttribute(null=True)
    hits = NumberAttribute(null=True)
    ends_at = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


class ReferenceItem(Model):
    """What an area publishes of an entity. The key is ``<kind>#<id>``."""

    reference_id = UnicodeAttribute(hash_key=True)
    document = DocumentAttribute()

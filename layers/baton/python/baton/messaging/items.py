"""The items of the outbox, of handoffs and of live connections, as pynamodb models.

docs/data-model.md says what each holds. The models know no table name: ``Database.bound`` gives them
one. Adapters import this module when they are built, since pynamodb costs what a caller of the ports
alone need not pay.
"""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


class Due(GlobalSecondaryIndex["OutboxItem"]):
    """The entries in circulation, by when they may be claimed."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    shard = UnicodeAttribute(hash_key=True)
    available_at = UnicodeAttribute(range_key=True)


class OutboxItem(Model):
    """One thing that is still to be done."""

    entry_id = UnicodeAttribute(hash_key=True)
    state = UnicodeAttribute()
    shard = UnicodeAttribute(null=True)
    available_at = UnicodeAttribute()
    work = UnicodeAttribute()
    subject_id = UnicodeAttribute()
    correlation_id = UnicodeAttribute()
    payload = UnicodeAttribute()
    claimed_by = UnicodeAttribute(null=True)
    attempts = NumberAttribute()
    reason = UnicodeAttribute(null=True)
    redriven = NumberAttribute(null=True)
    due = Due()


class HandoffItem(Model):
    """One handoff of a record."""

    record_id = UnicodeAttribute(hash_key=True)
    handoff_id = UnicodeAttribute(range_key=True)
    handed_at = UnicodeAttribute()
    document = DocumentAttribute()


class ConnectionItem(Model):
    """A WebSocket connection that is subscribed to a topic."""

    topic = UnicodeAttribute(hash_key=True)
    connection_id = UnicodeAttribute(range_key=True)
    until = UnicodeAttribute()
    expires_at = NumberAttribute()

"""The items of every table, as pynamodb models. docs/data-model.md says what each holds.

The models know no table name: ``Database.bound`` gives them one at wiring time. This module is
imported by the adapters when they are built, since pynamodb costs what a caller of the ports alone
need not pay.
"""

from decimal import Decimal
from typing import Any, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection, LocalSecondaryIndex
from pynamodb.models import Model


class Newest(GlobalSecondaryIndex["LeadItem"]):
    """All leads, newest first."""

    class Meta:
        index_name = "newest"
        projection = KeysOnlyProjection()

    listing = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class ByStanding(GlobalSecondaryIndex["LeadItem"]):
    """The leads of one status and category, newest first."""

    class Meta:
        index_name = "by_standing"
        projection = KeysOnlyProjection()

    standing = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class LeadItem(Model):
    """A lead."""

    lead_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    status = UnicodeAttribute()
    listing = UnicodeAttribute()
    standing = UnicodeAttribute()
    listed_at = UnicodeAttribute()
    document = UnicodeAttribute()
    newest = Newest()
    by_standing = ByStanding()


class ByTime(LocalSecondaryIndex["InteractionItem"]):
    """A lead's interactions in the order in which they happened."""

    class Meta:
        index_name = "by_time"
        projection = KeysOnlyProjection()

    lead_id = UnicodeAttribute(hash_key=True)
    happened_at = UnicodeAttribute(range_key=True)


class InteractionItem(Model):
    """One thing that happened."""

    lead_id = UnicodeAttribute(hash_key=True)
    interaction_id = UnicodeAttribute(range_key=True)
    happened_at = UnicodeAttribute()
    document = UnicodeAttribute()
    by_time = ByTime()


class CampaignsByStatus(GlobalSecondaryIndex["CampaignItem"]):
    """The campaigns of one status, newest first; metrics have no status and are not in it."""

    class Meta:
        index_name = "by_status"
        projection = KeysOnlyProjection()

    status = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class CampaignItem(Model):
    """A campaign, or one day of its metrics."""

    campaign_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    status = UnicodeAttribute(null=True)
    listed_at = UnicodeAttribute(null=True)
    document = UnicodeAttribute()
    by_status = CampaignsByStatus()


class EscalationsByStatus(GlobalSecondaryIndex["EscalationItem"]):
    """The cases of one status, newest first."""

    class Meta:
        index_name = "by_status"
        projection = KeysOnlyProjection()

    status = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class EscalationsBySubject(GlobalSecondaryIndex["EscalationItem"]):
    """The cases about one lead or campaign, oldest first."""

    class Meta:
        index_name = "by_subject"
        projection = KeysOnlyProjection()

    subject_id = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class EscalationItem(Model):
    """A case for a person."""

    escalation_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    status = UnicodeAttribute()
    subject_id = UnicodeAttribute(null=True)
    listed_at = UnicodeAttribute()
    document = UnicodeAttribute()
    by_status = EscalationsByStatus()
    by_subject = EscalationsBySubject()


class ExperimentsByStatus(GlobalSecondaryIndex["ExperimentItem"]):
    """The experiments of one status, newest first; units and tallies are not in it."""

    class Meta:
        index_name = "by_status"
        projection = KeysOnlyProjection()

    status = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class WholeNumberAttribute(NumberAttribute):
    """A whole number of any size, which ``NumberAttribute`` reads as a float if it comes as 1E+30."""

    def deserialize(self, value: str) -> int:
        return int(Decimal(value))


class ExperimentItem(Model):
    """An experiment, a unit of it, or a shard of what is summed over a variant's units."""

    experiment_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    status = UnicodeAttribute(null=True)
    listed_at = UnicodeAttribute(null=True)
    document = UnicodeAttribute(null=True)
    values = UnicodeAttribute(null=True)
    units = WholeNumberAttribute(null=True)
    total = WholeNumberAttribute(null=True)
    squares = WholeNumberAttribute(null=True)
    past = WholeNumberAttribute(null=True)
    past_squares = WholeNumberAttribute(null=True)
    products = WholeNumberAttribute(null=True)
    by_status = ExperimentsByStatus()


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


class RequestItem(Model):
    """An idempotency key, which keys tell of a lead, a claim, or one second of a caller's rate."""

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


class ImportItem(Model):
    """A file (row 0), or what became of one of its rows."""

    import_id = UnicodeAttribute(hash_key=True)
    row = NumberAttribute(range_key=True)
    status = UnicodeAttribute(null=True)
    document = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class ResponseItem(Model):
    """A person's touches (slice 0), or one slice of a pool. A pool's counters are attributes of
    their own, since only so can they be added to without being read; ``counters`` holds them.
    """

    subject = UnicodeAttribute(hash_key=True)
    slice = NumberAttribute(range_key=True)
    version = NumberAttribute(null=True)
    document = UnicodeAttribute(null=True)
    counters: dict[str, int]

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """The item with its counters."""
        own = cls.get_attributes()
        item = super().from_raw_data({name: data[name] for name in data if name in own})
        item.counters = {name: int(data[name]["N"]) for name in data if name not in own}
        return item


class SubjectItem(Model):
    """That a lead or a row of a file is a person's, a tombstone, or an erasure under way."""

    subject = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    at = UnicodeAttribute(null=True)
    erased_at = UnicodeAttribute(null=True)
    document = UnicodeAttribute(null=True)


class HandoffItem(Model):
    """One handoff of a lead."""

    lead_id = UnicodeAttribute(hash_key=True)
    handoff_id = UnicodeAttribute(range_key=True)
    handed_at = UnicodeAttribute()
    document = UnicodeAttribute()


class WorkerItem(Model):
    """What one worker of an agent last said of itself."""

    agent = UnicodeAttribute(hash_key=True)
    worker = UnicodeAttribute(range_key=True)
    reported_at = UnicodeAttribute()
    busy_until = UnicodeAttribute()
    tasks = NumberAttribute()
    failed = NumberAttribute()
    milliseconds = NumberAttribute()
    failures = NumberAttribute(null=True)
    failed_at = UnicodeAttribute(null=True)
    succeeded_at = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


class ConnectionItem(Model):
    """A WebSocket connection that is subscribed to a topic."""

    topic = UnicodeAttribute(hash_key=True)
    connection_id = UnicodeAttribute(range_key=True)
    until = UnicodeAttribute()
    expires_at = NumberAttribute()

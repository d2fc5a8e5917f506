"""The items of leads, interactions and responses, as pynamodb models.

docs/data-model.md says what each holds. The models know no table name: ``Database.bound`` gives them
one. Adapters import this module when they are built, since pynamodb costs what a caller of the ports
alone need not pay.
"""

from typing import Any, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


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


class ByCampaign(GlobalSecondaryIndex["LeadItem"]):
    """The leads of one campaign, newest first; those of none are not in it."""

    class Meta:
        index_name = "by_campaign"
        projection = KeysOnlyProjection()

    campaign = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class LeadItem(Model):
    """A lead. Of one that was forgotten only the id is left, and that it was."""

    lead_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    status = UnicodeAttribute()
    listing = UnicodeAttribute()
    standing = UnicodeAttribute()
    campaign = UnicodeAttribute(null=True)
    listed_at = UnicodeAttribute()
    document = DocumentAttribute()
    forgotten = NumberAttribute(null=True)
    newest = Newest()
    by_standing = ByStanding()
    by_campaign = ByCampaign()


class InteractionItem(Model):
    """One thing that happened."""

    lead_id = UnicodeAttribute(hash_key=True)
    interaction_id = UnicodeAttribute(range_key=True)
    happened_at = UnicodeAttribute()
    document = DocumentAttribute()


class ResponseItem(Model):
    """A person's touches (slice 0), or one slice of a pool. A pool's counters are attributes of
    their own, since only so can they be added to without being read; ``counters`` holds them.
    """

    subject = UnicodeAttribute(hash_key=True)
    slice = NumberAttribute(range_key=True)
    version = NumberAttribute(null=True)
    document = DocumentAttribute(null=True)
    counters: dict[str, int]

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """The item with its counters."""
        own = cls.get_attributes()
        item = super().from_raw_data({name: data[name] for name in data if name in own})
        item.counters = {name: int(data[name]["N"]) for name in data if name not in own}
        return item


class NoticeItem(Model):
    """That a lead who was found is looked at on a day."""

    day = UnicodeAttribute(hash_key=True)
    lead_id = UnicodeAttribute(range_key=True)
    expires_at = NumberAttribute()

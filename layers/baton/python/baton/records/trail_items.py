"""The items of the decision trace and the audit trail; see ``baton.records.items``."""

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import KeysOnlyProjection, LocalSecondaryIndex
from pynamodb.models import Model


class DecisionsByTime(LocalSecondaryIndex["DecisionItem"]):
    """The decisions about a lead, campaign or incident, the oldest first."""

    class Meta:
        index_name = "by_time"
        projection = KeysOnlyProjection()

    subject_id = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class DecisionItem(Model):
    """What an agent decided."""

    subject_id = UnicodeAttribute(hash_key=True)
    decision_id = UnicodeAttribute(range_key=True)
    listed_at = UnicodeAttribute()
    document = UnicodeAttribute()
    by_time = DecisionsByTime()


class AuditItem(Model):
    """Who did what with a person's data."""

    subject = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)
    document = UnicodeAttribute()

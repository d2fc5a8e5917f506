"""The items of escalations, as pynamodb models; docs/data-model.md says what each holds.

The models know no table name: ``Database.bound`` gives them one. Adapters import this module when they
are built, since pynamodb costs what a caller of the ports alone need not pay.
"""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


class EscalationsByStatus(GlobalSecondaryIndex["EscalationItem"]):
    """The cases of one status, newest first."""

    class Meta:
        index_name = "by_status"
        projection = KeysOnlyProjection()

    status = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class EscalationsBySubject(GlobalSecondaryIndex["EscalationItem"]):
    """The cases about one subject, oldest first."""

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
    document = DocumentAttribute()
    by_status = EscalationsByStatus()
    by_subject = EscalationsBySubject()

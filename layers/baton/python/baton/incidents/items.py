"""The items of the incidents' table, as a pynamodb model."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


class NewestIncidents(GlobalSecondaryIndex["IncidentItem"]):
    """All incidents, newest first."""

    class Meta:
        index_name = "newest"
        projection = KeysOnlyProjection()

    listing = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class IncidentItem(Model):
    """One incident."""

    incident_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    listing = UnicodeAttribute()
    listed_at = UnicodeAttribute()
    document = DocumentAttribute()
    newest = NewestIncidents()

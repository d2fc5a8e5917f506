"""The items of campaigns, as pynamodb models; docs/data-model.md says what each holds.

The models know no table name: ``Database.bound`` gives them one. Adapters import this module when they
are built, since pynamodb costs what a caller of the ports alone need not pay.
"""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


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
    document = DocumentAttribute()
    by_status = CampaignsByStatus()

"""The items of prospects, as pynamodb models; docs/data-model.md says what each holds."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


class ProspectsOfRun(GlobalSecondaryIndex["ProspectItem"]):
    """The prospects of one run, the best first."""

    class Meta:
        index_name = "by_run"
        projection = KeysOnlyProjection()

    run_id = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class ProspectItem(Model):
    """A prospect. ``listed_at`` is its rank and id."""

    prospect_id = UnicodeAttribute(hash_key=True)
    run_id = UnicodeAttribute()
    listed_at = UnicodeAttribute()
    document = DocumentAttribute()
    expires_at = NumberAttribute()
    by_run = ProspectsOfRun()

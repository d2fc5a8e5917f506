"""The items of experiments, as pynamodb models; docs/data-model.md says what each holds.

The models know no table name: ``Database.bound`` gives them one. Adapters import this module when they
are built, since pynamodb costs what a caller of the ports alone need not pay.
"""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute, WholeNumberAttribute


class ExperimentsByStatus(GlobalSecondaryIndex["ExperimentItem"]):
    """The experiments of one status, newest first; units and tallies are not in it."""

    class Meta:
        index_name = "by_status"
        projection = KeysOnlyProjection()

    status = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class ExperimentItem(Model):
    """An experiment, a unit of it, or a shard of what is summed over a variant's units."""

    experiment_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    status = UnicodeAttribute(null=True)
    listed_at = UnicodeAttribute(null=True)
    document = DocumentAttribute(null=True)
    values = UnicodeAttribute(null=True)
    units = WholeNumberAttribute(null=True)
    total = WholeNumberAttribute(null=True)
    squares = WholeNumberAttribute(null=True)
    other = WholeNumberAttribute(null=True)
    other_squares = WholeNumberAttribute(null=True)
    products = WholeNumberAttribute(null=True)
    capped = WholeNumberAttribute(null=True)
    excluded = WholeNumberAttribute(null=True)
    by_status = ExperimentsByStatus()

"""The items of agents' workers and of the decision trace, as pynamodb models.

docs/data-model.md says what each holds. The models know no table name: ``Database.bound`` gives them
one. Adapters import this module when they are built, since pynamodb costs what a caller of the ports
alone need not pay.
"""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


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


class DecisionItem(Model):
    """What an agent decided, with what was decided before it in the same run."""

    subject_id = UnicodeAttribute(hash_key=True)
    decision_id = UnicodeAttribute(range_key=True)
    listed_at = UnicodeAttribute()
    document = DocumentAttribute()

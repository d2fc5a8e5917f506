"""The items of subjects and of the audit trail, as pynamodb models.

docs/data-model.md says what each holds. The models know no table name: ``Database.bound`` gives them
one. Adapters import this module when they are built, since pynamodb costs what a caller of the ports
alone need not pay.
"""

from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


class SubjectItem(Model):
    """That a record or a row of a file is a person's, a tombstone, or an erasure under way."""

    subject = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    at = UnicodeAttribute(null=True)
    erased_at = UnicodeAttribute(null=True)
    claimed_by = UnicodeAttribute(null=True)
    claimed_until = UnicodeAttribute(null=True)
    document = DocumentAttribute(null=True)


class AuditItem(Model):
    """Who did what with a person's data."""

    subject = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)
    document = DocumentAttribute()

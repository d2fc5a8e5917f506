"""The items of imports, as pynamodb models; docs/data-model.md says what each holds.

The models know no table name: ``Database.bound`` gives them one. Adapters import this module when they
are built, since pynamodb costs what a caller of the ports alone need not pay.
"""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


class ImportItem(Model):
    """A file (row 0), or what became of one of its rows."""

    import_id = UnicodeAttribute(hash_key=True)
    row = NumberAttribute(range_key=True)
    status = UnicodeAttribute(null=True)
    document = DocumentAttribute(null=True)
    expires_at = NumberAttribute(null=True)

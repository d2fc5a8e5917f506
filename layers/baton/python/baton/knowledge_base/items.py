"""The items of the documents' table, as a pynamodb model."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


class NewestDocuments(GlobalSecondaryIndex["DocumentItem"]):
    """All documents that are not deleted, newest first."""

    class Meta:
        index_name = "newest"
        projection = KeysOnlyProjection()

    listing = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class DocumentItem(Model):
    """One document; a deleted one is in no listing and ends by itself."""

    document_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    listing = UnicodeAttribute(null=True)
    listed_at = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)
    document = DocumentAttribute()
    newest = NewestDocuments()

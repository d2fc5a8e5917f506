"""The items of the shared cache's table, as a pynamodb model."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model


class AboutSubject(GlobalSecondaryIndex["CacheItem"]):
    """The entries about a person."""

    class Meta:
        index_name = "by_subject"
        projection = KeysOnlyProjection()

    subject = UnicodeAttribute(hash_key=True)
    cache_key = UnicodeAttribute(range_key=True)


class CacheItem(Model):
    """One value."""

    cache_key = UnicodeAttribute(hash_key=True)
    text = UnicodeAttribute()
    ends_at = UnicodeAttribute()
    expires_at = NumberAttribute()
    importance = NumberAttribute()
    subject = UnicodeAttribute(null=True)
    by_subject = AboutSubject()

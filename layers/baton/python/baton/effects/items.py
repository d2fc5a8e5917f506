"""The items of the tables ``effects`` and ``contact_status``, as pynamodb models."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


class Due(GlobalSecondaryIndex["EffectItem"]):
    """What is to be looked at, by when; what is settled is not in it."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class BySubject(GlobalSecondaryIndex["EffectItem"]):
    """The effects about a lead, a campaign or whatever else."""

    class Meta:
        index_name = "by_subject"
        projection = KeysOnlyProjection()

    subject_id = UnicodeAttribute(hash_key=True)
    effect_id = UnicodeAttribute(range_key=True)


class Ended(GlobalSecondaryIndex["EffectItem"]):
    """What ended in a state, the newest first; what is under way is not in it."""

    class Meta:
        index_name = "ended"
        projection = KeysOnlyProjection()

    ended = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class EffectItem(Model):
    """An effect. Whom it reaches is in it as hashes only."""

    effect_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    state = UnicodeAttribute()
    subject_id = UnicodeAttribute(null=True)
    shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    ended = UnicodeAttribute(null=True)
    listed_at = UnicodeAttribute(null=True)
    document = DocumentAttribute()
    due = Due()
    by_end = Ended()
    by_subject = BySubject()


class ContactStatusItem(Model):
    """How a person stands (facts as documents, ``sends`` as JSON), what was used of a day's
    quota, or a channel's switch as its document.
    """

    subject = UnicodeAttribute(hash_key=True)
    version = NumberAttribute(null=True)
    suppressions = UnicodeSetAttribute(null=True)
    agreements = UnicodeSetAttribute(null=True)
    sends = UnicodeAttribute(null=True)
    used = NumberAttribute(null=True)
    document = DocumentAttribute(null=True)
    expires_at = NumberAttribute(null=True)

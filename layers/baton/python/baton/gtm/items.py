"""The items of the go-to-market agents, as pynamodb models; docs/data-model.md says what each holds.

The models know no table name: ``Database.bound`` gives them one. Adapters import this module when they
are built, since pynamodb costs what a caller of the ports alone need not pay.
"""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


class ContactsByBirthday(GlobalSecondaryIndex["CustomerContactItem"]):
    """The customers who were born on a day of the year; those of whom it is not known are not in it."""

    class Meta:
        index_name = "by_birthday"
        projection = KeysOnlyProjection()

    birthday = UnicodeAttribute(hash_key=True)
    contact_id = UnicodeAttribute(range_key=True)


class CustomerContactItem(Model):
    """What is known of a customer to write to them. ``birthday`` is a day of the year, as ``03-02``."""

    contact_id = UnicodeAttribute(hash_key=True)
    told_at = UnicodeAttribute()
    birthday = UnicodeAttribute(null=True)
    document = DocumentAttribute()
    by_birthday = ContactsByBirthday()


class MessageSetItem(Model):
    """Drafts to a segment."""

    set_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    document = DocumentAttribute()
    expires_at = NumberAttribute()


class ConversationItem(Model):
    """A request with its answer, where a session or a caller has it, or a taught example."""

    holder = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    document = DocumentAttribute(null=True)
    expires_at = NumberAttribute(null=True)

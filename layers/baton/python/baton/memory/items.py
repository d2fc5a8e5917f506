"""The items of the memories' tables, as pynamodb models."""

from typing import Any, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


class DueTurns(GlobalSecondaryIndex["TurnItem"]):
    """The turns of a shard, by when they are over."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    shard = UnicodeAttribute(hash_key=True)
    over_at = UnicodeAttribute(range_key=True)


class TurnItem(Model):
    """One turn of a conversation."""

    conversation_id = UnicodeAttribute(hash_key=True)
    turn_id = UnicodeAttribute(range_key=True)
    shard = UnicodeAttribute()
    over_at = UnicodeAttribute()
    document = DocumentAttribute()
    expires_at = NumberAttribute()
    due = DueTurns()


class PersonItem(Model):
    """Part of what is known of a person. What changes by itself is an attribute of its own, so that
    changes of two of them do not meet; ``loose`` holds those, as DynamoDB gives them.
    """

    subject = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    document = DocumentAttribute(null=True)
    loose: dict[str, str]

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """The item with its loose attributes, numbers as their digits."""
        own = cls.get_attributes()
        item = super().from_raw_data({name: data[name] for name in data if name in own})
        item.loose = {
            name: str(next(iter(value.values()))) for name, value in data.items() if name not in own
        }
        return item

"""The items of support, as a pynamodb model; docs/data-model.md says what each holds."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from baton.persistence.attributes import DocumentAttribute


class TicketsByStatus(GlobalSecondaryIndex["SupportItem"]):
    """The tickets of one status, newest first; nothing else has one."""

    class Meta:
        index_name = "by_status"
        projection = KeysOnlyProjection()

    status = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class SupportByPerson(GlobalSecondaryIndex["SupportItem"]):
    """What a person asked, and their tickets."""

    class Meta:
        index_name = "by_person"
        projection = KeysOnlyProjection()

    person = UnicodeAttribute(hash_key=True)
    listed_at = UnicodeAttribute(range_key=True)


class SupportItem(Model):
    """A ticket, an exchange of a conversation, what people say of a passage, or a kept answer."""

    record = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    status = UnicodeAttribute(null=True)
    person = UnicodeAttribute(null=True)
    listed_at = UnicodeAttribute(null=True)
    helpful = NumberAttribute(null=True)
    unhelpful = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)
    document = DocumentAttribute(null=True)
    by_status = TicketsByStatus()
    by_person = SupportByPerson()

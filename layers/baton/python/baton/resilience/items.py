"""The items of the breakers' table, as a pynamodb model."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model


class BreakerItem(Model):
    """One circuit."""

    dependency = UnicodeAttribute(hash_key=True)
    failures = NumberAttribute(default=0)
    open_until = UnicodeAttribute(null=True)
    probe_until = UnicodeAttribute(null=True)
    version = NumberAttribute(default=0)

"""The events of the knowledge base."""

from baton.core.contract import Contract, Ulid
from baton.messaging.events import Event


class SiteDue(Contract):
    """A site is to be crawled, to be gone on with, or to leave."""

    site_id: Ulid


SITE_DUE = Event("knowledge.site_due", SiteDue)

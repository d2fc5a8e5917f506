"""How a lead's person stands once the lead was received, without a store."""

from datetime import datetime

from baton.effects.contact_status import Agreement, ContactStatus, Suppression
from baton.leads.lead import Lead, NewLead
from baton.leads.will import Will, facts_of
from tests.fakes.platform.clock import NOON


def stated(lead: Lead) -> tuple[ContactStatus, ...]:
    """What is known of a lead's addresses by the lead alone."""
    return tuple(
        ContactStatus(
            subject=key,
            suppressions=tuple(one for one in facts if isinstance(one, Suppression)),
            agreements=tuple(one for one in facts if isinstance(one, Agreement)),
        )
        for key, facts in facts_of(lead).items()
    )


def will_of(details: NewLead, at: datetime = NOON) -> Will:
    """The will of a lead's person by these details alone."""
    lead = Lead(
        lead_id="01JNBX5T00ABCDEFGHJKMNPQRS",
        received_at=at,
        updated_at=at,
        correlation_id="c",
        details=details,
    )
    return Will(details, stated(lead))

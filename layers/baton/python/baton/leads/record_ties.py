"""Whose a lead is, by what is kept of it: leads have no tie of their own beside those of their keys."""

from typing import TYPE_CHECKING

from baton.core.errors import NotFound
from baton.leads.container import Leads
from baton.leads.lead import Lead
from baton.leads.person_keys import number_of, person_keys_of
from baton.privacy.subject import Tie

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def tie_of(platform: "Platform", record_id: str) -> Tie | None:
    """The tie of a lead, without the row it came from; ``None`` if there is no such lead."""
    try:
        return tie_of_lead(platform.area(Leads).leads.get(record_id))
    except NotFound:
        return None


def tie_of_lead(lead: Lead) -> Tie:
    """The tie of a lead, without the row it came from."""
    return Tie(
        record_id=lead.lead_id,
        keys=person_keys_of(lead.lead_id, lead.details),
        number=number_of(lead.details),
        received_at=lead.received_at,
    )

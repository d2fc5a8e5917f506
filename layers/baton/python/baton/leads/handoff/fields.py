"""The fields of ``needs.yaml`` that are in a lead itself."""

from baton.leads.lead import NewLead

HISTORY, CAMPAIGN = "history", "campaign"
"""The fields that are read: what happened with the lead, and the campaign that it names."""


def fields_of(details: NewLead) -> dict[str, bool]:
    """Every field, and whether the lead has something in it."""
    activity = details.activity
    return {
        "contact": bool(details.email or details.phone or details.external_id),
        "name": bool(details.first_name or details.last_name),
        "company": bool(details.company),
        "place": bool(details.timezone or details.country),
        "interest": bool(details.interest or details.message),
        "activity": any(
            one is not None
            for one in (activity.visits, activity.seconds_on_site, activity.pages_per_visit)
        ),
        "origin": bool(details.source or details.campaign_id),
    }

"""Somebody who was found as a lead. Pure."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from baton.leads.found import FOUND, ROLE, HowFound
from functions.leads.found_leads.models import Found

LOOKED_AT = timedelta(days=2)
"""How long before the notice's deadline a lead is looked at, so that it is gone by then."""


def lead_id_of(found: Found) -> str:
    """The id of the lead, the same for the same person in the same campaign however often it comes."""
    from ulid import ULID

    moment = ULID.from_str(found.campaign_id).bytes[:6]
    digest = hashlib.sha256(f"found-lead|{found.prospect_id}".encode()).digest()
    return str(ULID.from_bytes(moment + digest[:10]))


def incoming_of(found: Found) -> dict[str, Any]:
    """The lead as any other way in would bring it. Whoever was found has not written anything."""
    given = {
        "email": found.email,
        "first_name": found.first_name,
        "last_name": found.last_name,
        "job_title": found.title,
        "phone": found.phone,
        "company": found.company,
        "company_size": found.company_size,
        "industry": found.industry,
        "country": found.country,
        "city": found.city,
        "campaign_id": found.campaign_id,
        "source": FOUND,
        "attributes": {ROLE: found.is_role, "found_quality": round(found.least, 2)},
    }
    return {name: value for name, value in given.items() if value is not None}


def finding_of(found: Found) -> HowFound:
    """What is kept with the lead of where it was found."""
    return HowFound(
        run_id=found.run_id,
        basis=found.basis,
        told=found.told,
        found_at=found.found_at,
        notice_by=found.notice_by,
    )


def looked_at(notice_by: datetime) -> date:
    """The day on which the lead is looked at, in UTC."""
    return (notice_by - LOOKED_AT).date()

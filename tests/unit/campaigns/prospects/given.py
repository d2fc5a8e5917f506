"""Prospects and records for tests."""

from datetime import datetime

from baton.campaigns.prospects.prospect import (
    NOTICE_WITHIN,
    Prospect,
    ProspectStatus,
    prospect_id_of,
)
from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.campaigns.prospects.told import LegalBasis
from tests.fakes.platform.clock import NOON
from tests.unit.campaigns.runs import CAMPAIGN, RUN


def a_company(source: str = "hunter", at: datetime = NOON, **values: object) -> FoundCompany:
    """What a source tells of Acme."""
    told = {"name": "Acme GmbH", "domain": "acme.example", "country": "AT", **values}
    return FoundCompany.of(source, at, LegalBasis.NOT_PERSONAL, **told)


def a_person(source: str = "hunter", at: datetime = NOON, **values: object) -> FoundPerson:
    """What a source tells of Ada."""
    told = {"email": "ada@acme.example", "full_name": "Ada Amsel", "company_domain": "acme.example"}
    return FoundPerson.of(source, at, LegalBasis.LEGITIMATE_INTEREST, **{**told, **values})


def a_prospect(
    email: str = "ada@acme.example", *, found_at: datetime = NOON, **changes: object
) -> Prospect:
    """Ada, found by a run."""
    person = a_person(email=email)
    values = {
        "prospect_id": prospect_id_of(CAMPAIGN, person),
        "campaign_id": CAMPAIGN,
        "run_id": RUN,
        "company": a_company(),
        "person": person,
        "least": 0.7,
        "most": 1.0,
        "status": ProspectStatus.HANDED_OVER,
        "found_at": found_at,
        "notice_by": found_at + NOTICE_WITHIN,
        **changes,
    }
    return Prospect(**values)

"""How people are rated and their addresses checked, as the agent asks for it."""

from typing import TYPE_CHECKING

from baton.campaigns.brief import Audience
from baton.campaigns.container import Campaigns
from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.web.dns_lookup import dns_of
from functions.campaigns.lead_generation.choosing import CheckEmail, Quality
from functions.campaigns.lead_generation.email_check.check import EmailCheck
from functions.campaigns.lead_generation.qualification import Criteria, qualification

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def rated(company: FoundCompany, person: FoundPerson, audience: Audience) -> Quality:
    """The quality of a person by their company's size, their title and its industry (requirement D2)."""
    found = qualification(
        Criteria.of(audience),
        size=company.size,
        title=person.title,
        industry=company.value("industry"),
    )
    return Quality(found.low, found.high, tuple(part.why for part in found.parts))


def check_of(platform: "Platform") -> CheckEmail:
    """The e-mail check of a deployment: by the machine's name servers, or the one that is set."""
    emails = EmailCheck(dns_of(platform.area(Campaigns).settings.dns_server))

    def check(email: str) -> tuple[str, bool]:
        found = emails.check(email)
        return found.verdict.value, found.is_role

    return check

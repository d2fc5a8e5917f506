"""What the area of campaigns keeps of persons, for export and erasure (requirement B7): whom runs
found.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from baton.campaigns.container import Campaigns
from baton.campaigns.prospects.prospect import Prospect
from baton.campaigns.prospects.repository import ProspectRepository
from baton.core.errors import NotFound
from baton.core.phone import phone_number
from baton.privacy.personal_data import Json, PersonalData, SubjectRecord
from baton.privacy.subject import Tie, email_key, phone_key, record_key

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def personal_data(platform: "Platform") -> PersonalData:
    """See ``baton.privacy.personal_data``."""
    prospects = Prospects(platform.area(Campaigns).prospects)
    return PersonalData(stores=(prospects,), tie_of=prospects.tie_of, describe=prospects.describe)


def tie_of(prospect: Prospect) -> Tie:
    """That a prospect is its person's: found by e-mail address and phone number."""
    email, number = prospect.person.email, _number(prospect)
    keys = (email_key(email),) if email else ()
    if not keys and not number:
        keys = (record_key("prospect", prospect.prospect_id),)
    return Tie(
        record_id=prospect.prospect_id,
        keys=keys or ((number,) if number else ()),
        number=number,
        received_at=prospect.found_at,
    )


def _number(prospect: Prospect) -> str | None:
    text = prospect.person.value("phone")
    country = prospect.person.value("country") or prospect.company.country
    try:
        return phone_key(phone_number(text, country).number) if text else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Prospects:
    """Prospects as records of their persons."""

    prospects: ProspectRepository
    name: str = "prospects"

    def tie_of(self, record_id: str) -> Tie | None:
        """The tie of a prospect that has none yet."""
        found = self._found(record_id)
        return tie_of(found) if found else None

    def describe(self, tie: Tie) -> SubjectRecord:
        """A prospect, or what is known of it once it is gone."""
        found = self._found(tie.record_id)
        email = found.person.email if found else None
        return SubjectRecord(tie=tie, document=found, names=(email,) if email else ())

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        found = self._found(record.record_id)
        return [found.to_json()] if found else []

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``."""
        return int(self.prospects.forget(record.record_id))

    def _found(self, record_id: str) -> Prospect | None:
        try:
            return self.prospects.get(record_id)
        except NotFound:
            return None

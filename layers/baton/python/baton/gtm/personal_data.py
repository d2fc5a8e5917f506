"""What the go-to-market agents keep of persons, for export and erasure (requirement B7): what they asked
support.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from baton.gtm.container import Gtm
from baton.gtm.support_store import SupportRepository
from baton.privacy.personal_data import Json, PersonalData

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def personal_data(platform: "Platform") -> PersonalData:
    """See ``baton.privacy.personal_data``."""
    return PersonalData(persons=(SupportQuestions(platform.area(Gtm).support_store),))


@dataclass(frozen=True, slots=True)
class SupportQuestions:
    """See ``baton.privacy.personal_data.PersonStore``: tickets and conversations of a person."""

    support: SupportRepository
    name: str = "support_questions"

    def show(self, key: str) -> list[Json]:
        """See ``PersonStore``."""
        return [one.to_json() for one in self.support.of_person(key)]

    def forget(self, key: str) -> int:
        """See ``PersonStore``."""
        return self.support.forget_person(key)

"""What persons asked support, for export and erasure (requirement B7)."""

from dataclasses import dataclass

from baton.gtm.support_store import SupportRepository
from baton.privacy.personal_data import Json


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

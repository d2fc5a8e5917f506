"""What the lead area keeps of persons, for export and erasure (requirement B7)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from baton.core.errors import NotFound
from baton.leads.container import Leads
from baton.leads.conversation import conversation_of
from baton.leads.files.dropped_files import DroppedFiles
from baton.leads.files.import_repository import ImportRepository
from baton.leads.interaction_repository import InteractionRepository
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.leads.record_ties import tie_of_lead
from baton.leads.response_repository import ResponseRepository
from baton.messaging.entries import run_id
from baton.messaging.outbox import Outbox
from baton.persistence.transaction import Transactions
from baton.privacy.personal_data import MOST, Json, PersonalData, SubjectRecord
from baton.privacy.subject import Tie

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def personal_data(platform: "Platform") -> PersonalData:
    """See ``baton.privacy.personal_data``."""
    parts = platform.area(Leads)
    records = LeadRecords(parts.leads)
    return PersonalData(
        stores=(
            LeadDocuments(parts.leads, platform.outbox, platform.transactions),
            Interactions(parts.interactions),
            ImportRows(parts.imports),
        ),
        persons=(PersonResponses(parts.responses),),
        files=(DroppedFiles(platform.files, parts.imports),),
        tie_of=records.tie_of,
        describe=records.describe,
    )


@dataclass(frozen=True, slots=True)
class LeadRecords:
    """Leads as records of their persons."""

    leads: LeadRepository

    def tie_of(self, lead_id: str) -> Tie | None:
        """The tie of a lead, as it can be told from the lead itself."""
        lead = self._lead(lead_id)
        return tie_of_lead(lead) if lead else None

    def describe(self, tie: Tie) -> SubjectRecord:
        """A lead, or what is known of it once it is gone."""
        lead = self._lead(tie.record_id)
        details, report = (lead.details, lead.report) if lead else (None, None)
        names = (details.external_id, details.email) if details else ()
        return SubjectRecord(
            tie=tie,
            document=lead,
            names=tuple(name for name in names if name),
            cases=(report.escalation_id,) if report and report.escalation_id else (),
            conversations=(conversation_of(tie.record_id),),
        )

    def _lead(self, lead_id: str) -> Lead | None:
        try:
            return self.leads.get(lead_id)
        except NotFound:
            return None


@dataclass(frozen=True, slots=True)
class LeadDocuments:
    """The lead itself, with its run in the outbox. Without it no transaction about it commits."""

    leads: LeadRepository
    outbox: Outbox
    transactions: Transactions
    name: str = "leads"

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        return [record.document.to_json()] if isinstance(record.document, Lead) else []

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``."""
        with self.transactions.begin() as within:
            self.leads.forget(record.record_id, within)
            self.outbox.settle_within(run_id(record.record_id), within)
        return int(isinstance(record.document, Lead))


@dataclass(frozen=True, slots=True)
class Interactions:
    """What happened."""

    interactions: InteractionRepository
    name: str = "interactions"

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        return [one.to_json() for one in self.interactions.of(record.record_id, MOST)]

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``."""
        return self.interactions.forget(record.record_id)


@dataclass(frozen=True, slots=True)
class ImportRows:
    """Which row of a file the lead was. The result of the row stays: it says nothing of anybody, and
    keeps the row from being taken in again.
    """

    imports: ImportRepository
    name: str = "imports"

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        if record.tie.origin is None:
            return []
        origin = record.tie.origin
        result = self.imports.row(origin.import_id, origin.row)
        return [{"import_id": origin.import_id, **result.to_json()}] if result else []

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``."""
        del record
        return 0


@dataclass(frozen=True, slots=True)
class PersonResponses:
    """How a person responded. Counters of pools are of many, and stay."""

    responses: ResponseRepository
    name: str = "responses"

    def show(self, key: str) -> Json | None:
        """See ``PersonStore``."""
        found = self.responses.of(key)
        return found.to_json() if found.version else None

    def forget(self, key: str) -> int:
        """See ``PersonStore``."""
        return int(self.responses.forget(key))

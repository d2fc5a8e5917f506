"""Routes of whom a run found (requirement D1)."""

from collections.abc import Iterable

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from baton.campaigns.prospects.prospect import Prospect, ProspectStatus
from baton.campaigns.prospects.repository import ProspectRepository
from baton.campaigns.prospects.told import LegalBasis, SourcedRecord, SourceName
from baton.campaigns.run_repository import RunRepository
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit, NextCursor
from baton.http.request_context import request_of
from baton.http.responses import page_of
from baton.persistence.page import fitting


class FieldTold(Contract):
    """The word that counts about a field: its value, who told it, when, where it stands, and why it may
    be held.
    """

    value: str
    source: SourceName
    at: UtcDatetime
    basis: LegalBasis
    where: str | None = None


class RunLead(Contract):
    """A person, or an address of a company's role, that a run found. ``least`` and ``most`` are the
    ends of the quality, 0 to 1; ``why`` says how it came about; by ``notice_by`` the person must
    have been told.
    """

    prospect_id: Ulid
    status: ProspectStatus
    is_role: bool
    least: float
    most: float
    why: tuple[str, ...] = ()
    verdict: str | None = None
    company: dict[str, FieldTold]
    person: dict[str, FieldTold]
    found_at: UtcDatetime
    notice_by: UtcDatetime

    @classmethod
    def of(cls, prospect: Prospect) -> "RunLead":
        """A prospect as it is shown."""
        return cls(
            prospect_id=prospect.prospect_id,
            status=prospect.status,
            is_role=prospect.is_role,
            least=prospect.least,
            most=prospect.most,
            why=prospect.why,
            verdict=prospect.verdict,
            company=_fields(prospect.company),
            person=_fields(prospect.person),
            found_at=prospect.found_at,
            notice_by=prospect.notice_by,
        )


class RunLeadPage(Contract):
    """Whom a run found, the best first."""

    items: tuple[RunLead, ...]
    next_cursor: str | None = NextCursor


class RunLeadRoutes:
    """Shows whom a run found, as long as it is kept: 25 days."""

    def __init__(
        self, app: APIGatewayHttpResolver, runs: RunRepository, prospects: ProspectRepository
    ) -> None:
        self._app = app
        self._runs = runs
        self._prospects = prospects

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.get(
            "/api/v1/campaigns/<campaign_id>/runs/<run_id>/leads",
            tags=["campaigns"],
            operation_id="list_run_leads",
            description="Companies' people and role addresses that the run found first, the best "
            "first, each field with who told it. They are kept for 25 days; who qualifies is a lead.",
            responses=described(200, RunLeadPage, "A page of whom the run found", "Link"),
        )(self.page)

    def page(
        self, campaign_id: str, run_id: str, limit: Limit = 50, cursor: Cursor = None
    ) -> "Response[str]":
        """Whom a run found."""
        self._runs.get(campaign_id, run_id)
        found = fitting(lambda most: self._prospects.page(run_id, cursor=cursor, limit=most), limit)
        page = RunLeadPage(items=tuple(map(RunLead.of, found.items)), next_cursor=found.cursor)
        request = request_of(self._app)
        request.about = tuple(one.prospect_id for one in found.items)
        return page_of(request, page, found.cursor)


def _fields(record: SourcedRecord) -> dict[str, FieldTold]:
    return {name: told for name in _names(record) if (told := _told(record, name))}


def _names(record: SourcedRecord) -> Iterable[str]:
    return sorted({one.field for one in record.told})


def _told(record: SourcedRecord, name: str) -> FieldTold | None:
    word = record.word(name)
    if word is None:
        return None
    return FieldTold(
        value=word.value, source=word.source, at=word.at, basis=word.basis, where=word.where
    )

"""Routes of escalations: cases for a person, and the decisions on them (requirement A9)."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from baton.core.clock import Clock
from baton.core.errors import Conflict, FieldError, InvalidInput
from baton.core.json_text import pointer
from baton.escalation.case import Decision, Escalation, EscalationStatus, NewDecision
from baton.escalation.repository import EscalationRepository
from baton.escalation.service import CaseService
from baton.escalation.subjects import CaseSubjects
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit
from baton.http.request_context import RequestContext, request_of
from baton.http.responses import check_if_match, document, etag, page_of, version_of
from baton.persistence.page import fitting
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transactions
from baton.privacy.audit import AuditLine
from baton.privacy.audit_repository import AuditRepository
from functions.platform.api import SERVICE
from functions.platform.api.views import EscalationPage, EscalationView


class DecisionService:
    """Takes a person's decision and lets the waiting work go on with it."""

    def __init__(
        self,
        *,
        escalations: EscalationRepository,
        cases: CaseService,
        subjects: CaseSubjects,
        audit: AuditRepository,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._escalations = escalations
        self._cases = cases
        self._subjects = subjects
        self._audit = audit
        self._transactions = transactions
        self._clock = clock

    def decide(
        self, escalation_id: str, decision: NewDecision, request: RequestContext
    ) -> Escalation:
        """Stores a decision together with what lets the workflow go on.

        If the workflow has not registered its token yet, it finds the decision when it does.
        Raises ``NotFound``, ``StaleVersion`` (with If-Match), ``Conflict`` if the case is closed,
        or ``InvalidInput`` for changes that do not fit what the case proposes. An attempt that died
        after storing this very decision is given what it stored.
        """

        def attempt() -> Escalation:
            escalation = self._escalations.get(escalation_id)
            if request.taken_over and _is_by(escalation, decision, request):
                return escalation
            check_if_match(request, escalation.version)
            self._check_open(escalation)
            self._check_changes(escalation, decision)
            return self._store(escalation, decision, request)

        return attempt() if "if-match" in request.headers else retry_on_conflict(attempt)

    def _check_open(self, escalation: Escalation) -> None:
        """Raises ``Conflict`` for a case that is closed, or whose time is over: its workflow has
        ended or is ending, so a decision would be kept and never carried out.
        """
        if escalation.status is not EscalationStatus.OPEN:
            raise Conflict(f"The case is {escalation.status.value}; nothing more can be decided.")
        if escalation.expires_at <= self._clock():
            raise Conflict("The time to decide this case is over.")

    def _store(
        self, escalation: Escalation, given: NewDecision, request: RequestContext
    ) -> Escalation:
        decision = Decision(**given.model_dump(), decided_by=request.caller_id, at=self._clock())
        with self._transactions.begin() as within:
            decided = self._cases.decide(
                escalation, decision, sender=SERVICE, message_id=request.resource_id, within=within
            )
            self._audit.write(self._audited(decided, decision, request), within)
        return decided

    def _check_changes(self, escalation: Escalation, decision: NewDecision) -> None:
        """Raises ``InvalidInput`` if what waits could not carry the changes out."""
        policy = self._subjects.policy(escalation.subject)
        if faults := policy.faults(escalation, decision):
            own = NewDecision.model_fields.keys() - decision.changes.keys()
            raise InvalidInput(
                [
                    FieldError(
                        pointer((name,) if name in own else ("changes", name)), text, "change"
                    )
                    for name, text in faults.items()
                ]
            )

    def _audited(
        self, decided: Escalation, decision: Decision, request: RequestContext
    ) -> list[AuditLine]:
        """The audit line of a decision that tells of a person; it is written with the decision or not
        at all.
        """
        if not self._subjects.is_personal(decided.subject):
            return []
        return [
            AuditLine(
                subject=decided.subject_id,
                what="case.decided",
                by=request.caller_id,
                at=decision.at,
                correlation_id=request.correlation_id,
                route=f"{request.method} {request.route_path}",
            )
        ]


class EscalationRoutes:
    """Shows cases and takes decisions."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        service: DecisionService,
        escalations: EscalationRepository,
        subjects: CaseSubjects,
    ) -> None:
        self._app = app
        self._service = service
        self._escalations = escalations
        self._subjects = subjects

    def register(self) -> None:
        """Adds the routes to the app."""
        one, tags = "/api/v1/escalations/<escalation_id>", ["escalations"]
        self._app.get(
            "/api/v1/escalations",
            tags=tags,
            operation_id="list_escalations",
            responses=described(200, EscalationPage, "A page of cases", "Link"),
        )(self.page)
        self._app.get(
            one,
            tags=tags,
            operation_id="read_escalation",
            responses={**described(200, EscalationView, "The case", "ETag"), **described(304)},
        )(self.read)
        self._app.post(
            f"{one}/decision",
            tags=tags,
            operation_id="decide_escalation",
            description="Decides an open case; the work that waits for it goes on. `If-Match` is "
            "honoured. A case is decided once.",
            responses=described(200, EscalationView, "The case, decided", "ETag"),
        )(self.decide)

    def page(
        self,
        status: EscalationStatus | None = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> "Response[str]":
        """Cases, the newest first."""
        found = fitting(
            lambda most: self._escalations.page(status=status, cursor=cursor, limit=most), limit
        )
        request_of(self._app).touched = tuple(map(self._person_of, found.items))
        page = EscalationPage(items=tuple(map(self._view, found.items)), next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def read(self, escalation_id: str) -> "Response[str]":
        """One case with what it is about."""
        escalation = self._escalations.get(escalation_id)
        request_of(self._app).touched = (self._person_of(escalation),)
        return version_of(request_of(self._app), self._view(escalation), escalation.version)

    def decide(
        self, escalation_id: str, decision: Annotated[NewDecision, Body()]
    ) -> "Response[str]":
        """Decides a case."""
        request = request_of(self._app)
        decided = self._service.decide(escalation_id, decision, request)
        request.about = (decided.subject_id,)
        headers = {"ETag": etag(decided.version)}
        return document(self._view(decided), headers=headers)

    def _view(self, escalation: Escalation) -> EscalationView:
        href = self._subjects.href(escalation.subject, escalation.subject_id)
        return EscalationView.of(escalation, href)

    def _person_of(self, escalation: Escalation) -> str:
        """The subject of a case that tells of a person; empty for any other."""
        personal = self._subjects.is_personal(escalation.subject)
        return escalation.subject_id if personal else ""


def _is_by(escalation: Escalation, given: NewDecision, request: RequestContext) -> bool:
    """Whether the case was decided by this caller, with these words."""
    kept = escalation.decision
    return (
        kept is not None
        and kept.decided_by == request.caller_id
        and NewDecision.model_validate(kept.model_dump(include=set(NewDecision.model_fields)))
        == given
    )

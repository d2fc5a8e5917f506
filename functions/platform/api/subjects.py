"""Routes of persons: finding one, showing everything that is kept of them, and erasing it."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from pydantic import Field, model_validator

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.countries import Country
from baton.core.email import Email
from baton.core.errors import NotFound, Unavailable
from baton.core.phone import PhoneOfCountry
from baton.core.text import Label
from baton.http.openapi_responses import described
from baton.http.request_context import RequestContext, request_of
from baton.http.responses import document
from baton.messaging.workflows import Workflows
from baton.privacy.subject import Erasure, SubjectId, digest_of, email_key, external_key, phone_key
from baton.privacy.subject_repository import SubjectRepository

POLL_SECONDS = "30"
WORKFLOW = "subject_request"


class SubjectQuestion(Contract):
    """Who is meant. It is a body, since addresses do not belong into paths, which are logged. A number
    is read as people of ``country`` write it.
    """

    email: Email | None = Field(default=None, max_length=254)
    external_id: Label | None = None
    country: Country | None = Field(default=None, description="ISO 3166 code or a name")
    phone: PhoneOfCountry | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> "SubjectQuestion":
        if not (self.email or self.external_id or self.phone):
            raise ValueError("needs email, external_id or phone")
        return self


class SubjectFound(Contract):
    """A person by their id. ``records`` are of this address, number or external id; an export finds the
    rest.
    """

    subject: SubjectId
    records: tuple[Ulid, ...]
    href: str


class SubjectsFound(Contract):
    """The persons that were meant: one for each of e-mail and external id that is known, and each of
    those who share the phone number.
    """

    items: tuple[SubjectFound, ...]


class SubjectExport(Contract):
    """A page of everything that is kept of a person. Each record comes with what is kept of it, by
    store; the first page has what is known of the person as a whole, and the rows of files.
    """

    subject: SubjectId
    keys: tuple[str, ...]
    exported_at: UtcDatetime
    records: tuple[dict[str, Any], ...]
    person: dict[str, Any] = Field(default_factory=dict)
    rows: tuple[dict[str, Any], ...] = ()
    next_cursor: str | None = None


class ErasureReceipt(Contract):
    """An erasure that takes longer than its asker waits; ``href`` tells how far it has come."""

    erasure_id: Ulid
    href: str


class SubjectService:
    """Finds persons, and has them shown and erased."""

    def __init__(self, *, subjects: SubjectRepository, workflows: Workflows) -> None:
        self._subjects = subjects
        self._workflows = workflows

    def find(self, question: SubjectQuestion) -> SubjectsFound:
        """The persons with an address, number or external id. Raises ``NotFound`` if there are none."""
        keys = [email_key(question.email)] if question.email else []
        keys += [external_key(question.external_id)] if question.external_id else []
        if question.phone:
            number = phone_key(question.phone)
            keys += [number, *(tie.keys[0] for tie in self._subjects.ties(number))]
        items = tuple(found for key in dict.fromkeys(keys) if (found := self._known(key)))
        if not items:
            raise NotFound("subject", "of this e-mail address, phone number or external id")
        return SubjectsFound(items=items)

    def export(self, subject: str, cursor: str | None, request: RequestContext) -> SubjectExport:
        """A page of what is kept. Raises ``NotFound`` if nothing is, ``Unavailable``."""
        output = self._asked("export", subject, request, cursor=cursor)
        if output is None or not output.get("found"):
            raise _unknown(subject) if output else Unavailable("The export did not end in time.")
        return SubjectExport.model_validate(output["export"])

    def erase(self, subject: str, request: RequestContext) -> Erasure | None:
        """The erasure, if it is through; ``None`` if it goes on by itself.

        Raises ``NotFound`` if nothing was ever kept, ``Unavailable`` if it is not known to be begun.
        """
        output = self._asked("erase", subject, request, erasure_id=request.resource_id)
        if output is None:
            self._check_begun(request.resource_id)
            return None
        if not output.get("found"):
            raise _unknown(subject)
        return Erasure.model_validate(output["erasure"]) if output.get("done") else None

    def erasure(self, erasure_id: str) -> Erasure:
        """How far an erasure has come. Raises ``NotFound``."""
        return self._subjects.erasure(erasure_id)

    def _check_begun(self, erasure_id: str) -> None:
        try:
            self._subjects.erasure(erasure_id)
        except NotFound:
            raise Unavailable("The erasure could not be begun. Ask for it again.") from None

    def _known(self, key: str) -> SubjectFound | None:
        records = tuple(
            tie.record_id
            for tie in self._subjects.ties(key)
            if key in tie.keys and not self._subjects.was_erased(tie.record_id)
        )
        if not records and next(self._subjects.rows(key), None) is None:
            return None
        subject = digest_of(key)
        return SubjectFound(subject=subject, records=records, href=f"/api/v1/subjects/{subject}")

    def _asked(
        self, step: str, subject: str, request: RequestContext, **more: str | None
    ) -> dict[str, Any] | None:
        """What the service answers; ``None`` if it did not in time, or failed."""
        given = {
            "step": step,
            "subject": subject,
            "requested_by": request.caller_id,
            "correlation_id": request.correlation_id,
            **{name: value for name, value in more.items() if value is not None},
        }
        return self._workflows.run(WORKFLOW, given, name=request.resource_id).output


class SubjectRoutes:
    """Shows and erases persons."""

    def __init__(self, app: APIGatewayHttpResolver, service: SubjectService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        one, tags = "/api/v1/subjects/<subject_id>", ["subjects"]
        self._app.post(
            "/api/v1/subjects/lookup",
            tags=tags,
            operation_id="find_subject",
            description="Finds a person's id by e-mail address, phone number or external id, which "
            "are sent in the body so that no log has them.",
            responses=described(200, SubjectsFound, "The persons"),
        )(self.find)
        self._app.get(
            one,
            tags=tags,
            operation_id="export_subject",
            description="Everything that is kept of a person, over all of their records. The id is "
            "one of the person's, or that of any of their records.",
            responses=described(200, SubjectExport, "A page of what is kept"),
        )(self.export)
        self._app.delete(
            one,
            tags=tags,
            operation_id="erase_subject",
            description="Erases a person from every store and file. Statistics stay. What comes "
            "late does not bring the person back; what they ask from now on is new. A person "
            "of whom there is much is erased after the answer, which is 202 then.",
            responses={
                **described(200, Erasure, "Everything is gone"),
                **described(202, ErasureReceipt, "Under way", "Location", "Retry-After"),
            },
        )(self.erase)
        self._app.get(
            "/api/v1/erasures/<erasure_id>",
            tags=tags,
            operation_id="read_erasure",
            description="How far an erasure has come: `erased` once everything is gone, `verified` "
            "after it was looked for once more when all that was in flight had ended.",
            responses=described(200, Erasure, "The erasure"),
        )(self.read)

    def find(self, question: Annotated[SubjectQuestion, Body()]) -> "Response[str]":
        """Finds persons."""
        found = self._service.find(question)
        request_of(self._app).touched = tuple(one.subject for one in found.items)
        return document(found)

    def export(
        self,
        subject_id: SubjectId,
        cursor: Annotated[Ulid | None, Query(description="next_cursor of the page before")] = None,
    ) -> "Response[str]":
        """Shows what is kept."""
        return document(self._service.export(subject_id, cursor, request_of(self._app)))

    def erase(self, subject_id: SubjectId) -> "Response[str]":
        """Erases."""
        request = request_of(self._app)
        if erasure := self._service.erase(subject_id, request):
            return document(erasure)
        href = f"/api/v1/erasures/{request.resource_id}"
        receipt = ErasureReceipt(erasure_id=request.resource_id, href=href)
        return document(receipt, 202, {"Location": href, "Retry-After": POLL_SECONDS})

    def read(self, erasure_id: Ulid) -> "Response[str]":
        """Shows an erasure."""
        return document(self._service.erasure(erasure_id))


def _unknown(subject: str) -> NotFound:
    return NotFound("subject", subject)

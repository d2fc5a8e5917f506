"""The route of the audit trail: who read or changed a person's data (requirement G4)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from baton.core.areas import contributions
from baton.core.contract import Contract
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit, NextCursor
from baton.http.request_context import request_of
from baton.http.responses import page_of
from baton.persistence.page import fitting
from baton.privacy.audit import AuditLine
from baton.privacy.audit_repository import AuditRepository
from baton.privacy.subject import SubjectId, Tie, digest_of, person_key
from baton.privacy.subject_repository import SubjectRepository

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

HASH_LENGTH = 64
MOST_SUBJECTS = 500
"""Records and keys of a person whose lines are looked for; nobody has so many."""


class AuditPage(Contract):
    """Who did what with a person's data, the oldest first."""

    items: tuple[AuditLine, ...]
    next_cursor: str | None = NextCursor


def tie_of(platform: "Platform", record_id: str) -> Tie | None:
    """Whose a record is, as its area knows if it has no tie of its own."""
    told = (area.tie_of(platform, record_id) for area in contributions("record_ties"))
    return platform.subjects.tie_of(record_id) or next(filter(None, told), None)


class AuditRoutes:
    """Shows the audit trail."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        audit: AuditRepository,
        subjects: SubjectRepository,
        tie_of: Callable[[str], Tie | None],
    ) -> None:
        self._app = app
        self._audit = audit
        self._subjects = subjects
        self._tie_of = tie_of

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.get(
            "/api/v1/subjects/<subject_id>/audit",
            tags=["subjects"],
            operation_id="read_audit",
            description="Who read or changed the person's data, when, and by which request: that of "
            "the person's records and of the person as a whole. The id is one of the person's, or that "
            "of any of their records. After an erasure only what was done under that very id is found, "
            "since nothing tells any more whose the records were.",
            responses=described(200, AuditPage, "A page of the trail", "Link"),
        )(self.page)

    def page(
        self, subject_id: SubjectId, limit: Limit = 50, cursor: Cursor = None
    ) -> "Response[str]":
        """The lines about a person."""
        request = request_of(self._app)
        found = fitting(
            lambda most: self._audit.page(self._whole(subject_id), cursor=cursor, limit=most), limit
        )
        request.touched = (subject_id,)
        page = AuditPage(items=found.items, next_cursor=found.cursor)
        return page_of(request, page, found.cursor)

    def _whole(self, subject: str) -> tuple[str, ...]:
        """The id with those that hang together with it: keys, and their records."""
        tie = self._tie_of(subject) if len(subject) < HASH_LENGTH else None
        keys = tie.keys if tie else (person_key(subject),)
        found = [subject, *map(digest_of, keys)]
        for key in keys:
            found += [one.record_id for one in self._subjects.ties(key)]
        return tuple(dict.fromkeys(found))[:MOST_SUBJECTS]

"""Routes of segments: what each is, and who is in it."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from baton.gtm.segment_repository import SegmentRepository
from baton.gtm.segments import MembersPage, Segment
from baton.http.openapi_responses import described
from baton.http.responses import document

_PATH = "/api/v1/gtm/segments/<segment>"

Named = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9_]{3,32}$",
        description="the segment_id of an answer, or a name as at_risk for the newest of the company",
    ),
]
PageNumber = Annotated[int, Query(ge=0, le=99_999, description="as next of the page before says")]


class SegmentRoutes:
    """Shows segments that insights kept."""

    def __init__(self, app: APIGatewayHttpResolver, segments: SegmentRepository) -> None:
        self._app = app
        self._segments = segments

    def register(self) -> None:
        """Adds the routes to the app."""
        tags = ["insights"]
        self._app.get(
            _PATH,
            tags=tags,
            operation_id="read_segment",
            responses=described(200, Segment, "The segment, without its members"),
        )(self.read)
        self._app.get(
            f"{_PATH}/members",
            tags=tags,
            operation_id="list_segment_members",
            responses=described(200, MembersPage, "A page of at most 1,000 members"),
        )(self.members)

    def read(self, segment: Named) -> "Response[str]":
        """A segment."""
        return document(self._segments.get(segment))

    def members(self, segment: Named, page: PageNumber = 0) -> "Response[str]":
        """The members of a segment: those who spent most first, or at risk those with most at stake."""
        return document(self._segments.members(segment, page))

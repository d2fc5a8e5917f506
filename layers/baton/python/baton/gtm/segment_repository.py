"""Segments and their members, kept as files: ``segments/<segment_id>/segment.json`` and pages of members
beside it, ``segments/latest/<name>`` for the newest of a name.

A segment's id follows from all that is in it, so that it never changes, but for persons who are erased,
and is kept once however often it is asked for.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

from baton.aws.files import Files
from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.gtm.segments import MembersPage, Segment, SegmentMember, SegmentName, SegmentSummary

FOLDER = "segments/"
PAGE_MEMBERS = 1_000
_LATEST = f"{FOLDER}latest/"
_JSON = "application/json"
_AT_A_TIME = 16
_MOST_BYTES = 2_000_000
_NAMES = frozenset(SegmentName)


class MemberRow(NamedTuple):
    """A member as it is kept: the fields of ``SegmentMember``, in their order."""

    customer_id: str
    purchases: int
    last_purchase: str
    spent: int
    rfm: str | None
    no_purchase: float | None
    value_at_stake: int | None


@dataclass(frozen=True, slots=True)
class NewSegment:
    """A segment that has no id yet. ``whole`` says that it is of the whole company, and so may be the
    newest of its name.
    """

    summary: SegmentSummary
    horizon_days: int | None
    pages: tuple[bytes, ...]

    @property
    def whole(self) -> bool:
        """Whether it is of all countries and channels."""
        return self.summary.country is None and self.summary.channel is None


def new_segment(
    summary: SegmentSummary, members: Sequence[MemberRow], horizon_days: int | None = None
) -> NewSegment:
    """A segment with its members, and the id that follows from both in its summary. Pure."""
    starts = range(0, len(members), PAGE_MEMBERS)
    pages = tuple(written(members[start : start + PAGE_MEMBERS]) for start in starts)
    bare = summary.model_copy(update={"segment_id": "0" * 32})
    digest = hashlib.sha256(f"{bare.model_dump_json()}{horizon_days}".encode())
    for page in pages:
        digest.update(page)
    named = summary.model_copy(update={"segment_id": digest.hexdigest()[:32]})
    return NewSegment(named, horizon_days, pages)


def written(rows: Sequence[Sequence[object]]) -> bytes:
    """A page of members as it is kept."""
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def read_rows(page: bytes) -> list[list[object]]:
    """The members of a page, each as ``MemberRow`` has them."""
    rows: list[list[object]] = json.loads(page)
    return rows


def member_of(row: Sequence[object]) -> SegmentMember:
    """A member from what is kept of them."""
    return SegmentMember.model_validate(dict(zip(MemberRow._fields, row, strict=True)))


class SegmentRepository:
    """Keeps segments, and reads them by id."""

    def __init__(self, files: Files, clock: Clock) -> None:
        self._files = files
        self._clock = clock

    def keep(self, segments: Sequence[NewSegment]) -> None:
        """Keeps segments with all their members; those that are there already, only as the newest."""
        fresh = [one for one in segments if self._files.find(_key(one.summary.segment_id)) is None]
        pages = [
            (_page_key(one.summary.segment_id, number), page)
            for one in fresh
            for number, page in enumerate(one.pages)
        ]
        # What says that a segment is there comes after its members.
        self._write(pages)
        self._write(
            [(_key(one.summary.segment_id), self._header(one)) for one in fresh],
        )
        self._write(
            [
                (f"{_LATEST}{one.summary.name}", one.summary.segment_id.encode())
                for one in segments
                if one.whole
            ]
        )

    def get(self, segment: str) -> Segment:
        """A segment by its id, or the newest of the whole company by its name. Raises ``NotFound``."""
        try:
            named = (
                self._files.read(f"{_LATEST}{segment}").decode() if segment in _NAMES else segment
            )
            return Segment.model_validate_json(self._files.read(_key(named)))
        except NotFound:
            raise NotFound("segment", segment) from None

    def members(self, segment: str, page: int = 0) -> MembersPage:
        """A page of a segment's members. Raises ``NotFound`` for a segment or page that is not there."""
        found = self.get(segment)
        segment_id = found.summary.segment_id
        if page and page >= found.pages:
            raise NotFound("page", f"{segment_id}/{page}")
        rows = self._rows(segment_id, page) if found.pages else []
        return MembersPage(
            segment_id=segment_id,
            page=page,
            members=tuple(map(member_of, rows)),
            next=page + 1 if page + 1 < found.pages else None,
        )

    def every_member(self, segment: str) -> Iterator[SegmentMember]:
        """All members of a segment, read page by page. Raises ``NotFound``."""
        page: int | None = 0
        while page is not None:
            found = self.members(segment, page)
            yield from found.members
            page = found.next

    def _rows(self, segment_id: str, page: int) -> list[list[object]]:
        return read_rows(self._files.read(_page_key(segment_id, page), limit=_MOST_BYTES))

    def _header(self, one: NewSegment) -> bytes:
        kept = Segment(
            summary=one.summary,
            horizon_days=one.horizon_days,
            kept_at=self._clock(),
            pages=len(one.pages),
        )
        return kept.model_dump_json().encode()

    def _write(self, files: Sequence[tuple[str, bytes]]) -> None:
        if not files:
            return
        with ThreadPoolExecutor(min(_AT_A_TIME, len(files))) as pool:
            list(
                pool.map(lambda one: self._files.write(one[0], [one[1]], content_type=_JSON), files)
            )


def _key(segment_id: str) -> str:
    return f"{FOLDER}{segment_id}/segment.json"


def _page_key(segment_id: str, page: int) -> str:
    return f"{FOLDER}{segment_id}/members-{page:05}.json"

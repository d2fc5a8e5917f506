"""A piece of content as it is kept: its text, what the checks said of it, and who wrote it. Pure."""

import hashlib
from typing import Annotated

from pydantic import Field, StringConstraints

from baton.campaigns.brief import ContentKind, Language, Platform
from baton.campaigns.content.checks import Checked
from baton.campaigns.content.claims import Claim
from baton.campaigns.content.findings import Severity, TextFinding
from baton.campaigns.content.knowledge import Passage
from baton.campaigns.content.scoring import Score
from baton.campaigns.content.text import ContentText
from baton.campaigns.parts.content import PieceStatus, PieceSummary
from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned

TEMPLATE, PERSON = "template", "person"
"""Who wrote a piece, if no model did."""

MOST_PASSAGES = 16
MOST_EDITS = 10
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIME = 10
"""Characters of a ULID that are its time."""

Note = Annotated[str, StringConstraints(max_length=1_000)]


class PieceDecision(Contract):
    """A person's word on a piece; ``vouched`` are the rules whose findings they answer for."""

    approved: bool
    by: str
    at: UtcDatetime
    note: Note | None = None
    vouched: tuple[str, ...] = Field(default=(), max_length=100)


class PieceEdit(Contract):
    """What a text was before a person changed it."""

    by: str
    at: UtcDatetime
    before: ContentText


class ContentPiece(Versioned):
    """One piece. ``written_by`` is ``template``, ``person`` or the model; ``passages`` are what its
    claims are held to, also after an edit. ``score`` is that of a page; ``grade`` is 0 to 100 for any
    kind. ``variant_of`` names the piece that it was written in the place of, or beside.
    """

    piece_id: Ulid
    campaign_id: Ulid
    run_id: Ulid
    execution: Ulid
    revision: int = Field(default=0, ge=0)
    kind: ContentKind
    format: str
    platform: Platform | None = None
    language: Language
    variant: Annotated[str, StringConstraints(pattern=r"^[a-z]$")] = "a"
    angle: str = Field(default="", max_length=60)
    variant_of: Ulid | None = None
    text: ContentText
    status: PieceStatus = PieceStatus.DRAFT
    findings: tuple[TextFinding, ...] = ()
    claims: tuple[Claim, ...] = ()
    score: Score | None = None
    grade: float = Field(default=0, ge=0, le=100)
    written_by: str
    reason: str = Field(default="", max_length=1_000)
    prompt_version: str | None = None
    cost_micros: int = Field(default=0, ge=0)
    tokens: int = Field(default=0, ge=0)
    company: str = Field(default="", max_length=120)
    keywords: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = Field(default=(), max_length=MOST_PASSAGES)
    escalation_id: Ulid | None = None
    decision: PieceDecision | None = None
    edits: tuple[PieceEdit, ...] = Field(default=(), max_length=MOST_EDITS)
    created_at: UtcDatetime
    updated_at: UtcDatetime

    @property
    def faults(self) -> tuple[TextFinding, ...]:
        """Why it may not go out."""
        return tuple(one for one in self.findings if one.severity is Severity.FAULT)

    def summary(self) -> PieceSummary:
        """What the run's other agents are told."""
        return PieceSummary(
            piece_id=self.piece_id,
            kind=self.kind,
            language=self.language,
            platform=self.platform,
            status=self.status,
            score=self.grade,
            written_by=self.written_by,
            findings=len(self.findings),
            revision=self.revision,
            variant=self.variant,
            variant_of=self.variant_of,
        )


def with_checks(piece: ContentPiece, text: ContentText, said: Checked) -> ContentPiece:
    """The piece with a text and what the checks say of it; its version stays."""
    return piece.model_copy(
        update={
            "text": text,
            "findings": said.findings,
            "claims": said.claims,
            "score": said.score,
            "grade": said.grade,
        }
    )


def piece_id(execution: str, *named: object) -> str:
    """The id of what an execution of a run writes under these names: the same for every repetition,
    with the execution's time in front, so that later ones are listed first.
    """
    digest = hashlib.sha256("/".join((execution, *map(str, named))).encode()).digest()
    number = int.from_bytes(digest[:10], "big")
    letters = (_CROCKFORD[(number >> (5 * at)) & 31] for at in range(16))
    return execution[:_TIME] + "".join(letters)

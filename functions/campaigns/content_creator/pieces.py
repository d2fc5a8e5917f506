"""What was written, as it is kept and as the run is told of it. Pure."""

from collections.abc import Sequence
from datetime import datetime

from baton.campaigns.brief import ApprovalMode
from baton.campaigns.content.piece import TEMPLATE, ContentPiece, PieceDecision
from baton.campaigns.content.text import ContentText
from baton.campaigns.parts.content import ContentPart, PieceStatus
from baton.campaigns.run import CampaignRun
from baton.core.wording import counted
from functions.campaigns.content_creator.assembly import LANGUAGES
from functions.campaigns.content_creator.writing import Assignment, WrittenPiece

AGENT = "content_creator"
MOST_KEYWORDS = 10


def piece_of(
    run: CampaignRun, given: Assignment, written: WrittenPiece, now: datetime, case_id: str
) -> ContentPiece:
    """A written text as a piece: it waits for a person where the campaign asks for one, and is a draft
    while the checks find faults in it.
    """
    order, said = given.order, written.said
    asks = run.brief.approval is ApprovalMode.REQUIRED
    good = PieceStatus.WAITING if asks else PieceStatus.APPROVED
    return ContentPiece(
        piece_id=order.piece_id,
        campaign_id=run.campaign_id,
        run_id=run.run_id,
        execution=run.execution,
        revision=run.revision,
        kind=order.kind,
        format=order.format,
        platform=order.platform,
        language=order.language,
        variant=order.variant,
        angle=order.angle,
        variant_of=order.instead_of,
        text=written.text,
        status=PieceStatus.DRAFT if said.faults else good,
        findings=said.findings,
        claims=said.claims,
        score=said.score,
        grade=said.grade,
        written_by=written.written_by,
        reason=written.reason,
        prompt_version=written.prompt_version,
        cost_micros=written.cost_micros,
        tokens=written.tokens,
        company=given.company,
        keywords=given.standards.keywords[:MOST_KEYWORDS],
        passages=given.passages,
        escalation_id=case_id if asks and not said.faults else None,
        created_at=now,
        updated_at=now,
    )


def left_out(piece: ContentPiece) -> ContentPiece:
    """The piece as one that says the same as another variant. It is kept, so that it is not written and
    paid for again.
    """
    why = "It says the same as another variant, so a test would find nothing."
    decision = PieceDecision(approved=False, by=AGENT, at=piece.created_at, note=why)
    return piece.model_copy(
        update={"status": PieceStatus.REJECTED, "decision": decision, "escalation_id": None}
    )


def other_language(piece: ContentPiece) -> tuple[str, ...]:
    """What to say of a piece that is not in the language it was wanted in, if it is not."""
    if piece.written_by != TEMPLATE or piece.language in LANGUAGES:
        return ()
    return (
        f"No text ships in {piece.language}: what no model wrote is in English. Connect a model.",
    )


def siblings_of(piece: ContentPiece, others: Sequence[ContentPiece]) -> list[ContentText]:
    """The texts that a piece is tested against."""
    return [
        one.text
        for one in others
        if (one.format, one.language, one.revision)
        == (piece.format, piece.language, piece.revision)
    ]


def part_of(
    run: CampaignRun, pieces: Sequence[ContentPiece], findings: Sequence[str]
) -> ContentPart:
    """The run's part: the pieces of earlier revisions as they were, and those of this one."""
    before = run.content or ContentPart()
    new = {one.piece_id for one in pieces}
    earlier = [
        one for one in before.pieces if one.piece_id not in new and one.revision < run.revision
    ]
    told = [
        f"{one.kind.value} in {one.language} may not go out: {one.faults[0].reason}"
        for one in pieces
        if one.status is PieceStatus.DRAFT and one.faults
    ]
    told += [
        f"{one.kind.value} {one.variant} in {one.language}: {one.decision.note}"
        for one in pieces
        if one.decision is not None and one.decision.by == AGENT
    ]
    lines = tuple(dict.fromkeys(line[:500] for line in (*findings, *told)))
    return ContentPart(
        pieces=(*earlier, *(one.summary() for one in pieces))[-200:],
        waiting=before.waiting,
        findings=lines[:100],
    )


def summary_of(pieces: Sequence[ContentPiece], findings: Sequence[str]) -> str:
    """What a visit came to, in a line for people."""
    ready = sum(one.status is PieceStatus.APPROVED for one in pieces)
    by_template = sum(one.written_by == TEMPLATE for one in pieces)
    said = f"{ready} of {counted(len(pieces), 'piece')} may go out"
    if by_template:
        said += f"; {by_template} assembled from the company's own texts without a model"
    return f"{said}.{' ' + findings[0] if findings else ''}"[:500]

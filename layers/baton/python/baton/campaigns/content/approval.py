"""Pieces that wait for a person: the case about them, and what a decision makes of them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from baton.campaigns.content.checks import ABOVE_ALL
from baton.campaigns.content.piece import ContentPiece, PieceDecision
from baton.campaigns.parts.content import ContentPart, PieceStatus
from baton.campaigns.run import CampaignRun
from baton.core.errors import Conflict
from baton.core.wording import counted
from baton.escalation.case import Escalation, NewDecision, Verdict

SUBJECT = "content"
"""What the cases are about; the subject's id is the campaign's."""

APPROVE, REJECT = "approve", "reject"
MOST_SHOWN = 1_500
"""Characters of a part that a case shows; the whole stands at the piece."""
MOST_IN_A_CASE = 80
"""Pieces that one decision is about: what one transaction can write."""

RECOMMENDATIONS = (
    "Approve: every piece that waits may go out.",
    "Change: name pieces by their ids with approve or reject; the others are approved.",
    "Refuse: none of them goes out, and the run goes on without.",
)


def case_about(
    run: CampaignRun, pieces: Sequence[ContentPiece], case_id: str, *, now: datetime, days: int
) -> Escalation:
    """The case about the pieces of a run that wait; it stays open ``days`` days."""
    return Escalation(
        escalation_id=case_id,
        subject=SUBJECT,
        subject_id=run.campaign_id,
        reason=f"{counted(len(pieces), 'piece')} of content to approve before the campaign goes on.",
        recommendations=RECOMMENDATIONS,
        case=facts(run, pieces),
        opened_by="content_creator",
        opened_at=now,
        expires_at=now + timedelta(days=days),
        correlation_id=run.correlation_id,
    )


def facts(run: CampaignRun, pieces: Sequence[ContentPiece]) -> dict[str, Any]:
    """What a person sees of the case."""
    return {
        "run_id": run.run_id,
        "revision": run.revision,
        "pieces": [_shown(one) for one in pieces],
    }


def _shown(piece: ContentPiece) -> dict[str, Any]:
    return {
        **piece.summary().to_json(),
        "href": f"/api/v1/campaigns/{piece.campaign_id}/content/{piece.piece_id}",
        "text": [{"name": one.name, "text": one.text[:MOST_SHOWN]} for one in piece.text.parts][:6],
        "advice": [one.reason for one in piece.findings][:5],
    }


def pieces_in(case: Escalation) -> tuple[str, ...]:
    """The ids of the pieces that a case is about."""
    return tuple(str(one["piece_id"]) for one in case.case.get("pieces", ()))


def faults_in(case: Escalation, decision: NewDecision) -> Mapping[str, str]:
    """What is wrong with the changes of a decision, by name."""
    if decision.verdict is not Verdict.CHANGE:
        return {}
    known = pieces_in(case)
    faults = {
        name: "is no piece of this case" if name not in known else f"must be {APPROVE} or {REJECT}"
        for name, value in decision.changes.items()
        if name not in known or value not in (APPROVE, REJECT)
    }
    return faults if decision.changes else {"": "name pieces by their ids"}


def after_case(piece: ContentPiece, case: Escalation, now: datetime) -> ContentPiece | None:
    """The piece's next version when its case is over; ``None`` if it waits no longer. One with faults
    that nobody answered for becomes a draft: a decision about many pieces overlooks no finding.
    """
    if piece.status is not PieceStatus.WAITING:
        return None
    decision = case.decision
    if decision is None:
        given = PieceDecision(approved=False, by="nobody", at=now, note="Nobody decided in time.")
        return piece.next_version(now, status=PieceStatus.REJECTED, decision=given)
    named = decision.changes.get(piece.piece_id) if decision.verdict is Verdict.CHANGE else None
    approved = decision.verdict is not Verdict.REFUSE and named != REJECT
    note = decision.note[:1_000] if decision.note else None
    given = PieceDecision(approved=approved, by=decision.decided_by, at=decision.at, note=note)
    if approved and piece.faults:
        return piece.next_version(now, status=PieceStatus.DRAFT)
    status = PieceStatus.APPROVED if approved else PieceStatus.REJECTED
    return piece.next_version(now, status=status, decision=given)


def decided(piece: ContentPiece, decision: PieceDecision) -> ContentPiece:
    """The piece's next version with a person's word on it alone. Raises ``Conflict`` if it does not
    wait, or is approved with findings that nobody may answer for, or that the person did not.
    """
    if piece.status not in {PieceStatus.WAITING, PieceStatus.DRAFT}:
        raise Conflict(f"The piece is {piece.status.value} already.")
    if decision.approved:
        _check_vouched(piece, decision.vouched)
    status = PieceStatus.APPROVED if decision.approved else PieceStatus.REJECTED
    return piece.next_version(decision.at, status=status, decision=decision)


def _check_vouched(piece: ContentPiece, vouched: Sequence[str]) -> None:
    never = sorted({one.rule for one in piece.faults if one.check in ABOVE_ALL})
    if never:
        raise Conflict(f"The text cannot go out: {', '.join(never)}. Change it first.")
    open_ones = sorted({one.rule for one in piece.faults} - set(vouched))
    if open_ones:
        raise Conflict(
            f"The checks found {', '.join(open_ones)}. Change the text, or name these rules in "
            "`vouched` to answer for them."
        )


def with_pieces(part: ContentPart, pieces: Iterable[ContentPiece]) -> ContentPart:
    """The run's part with these pieces as they are now."""
    now = {one.piece_id: one.summary() for one in pieces}
    return part.model_copy(
        update={"pieces": tuple(now.get(one.piece_id, one) for one in part.pieces)}
    )

"""Who wrote each piece and why, for the story of its campaign (requirement G12). Pure."""

from baton.campaigns.campaign import SUBJECT
from baton.campaigns.content.piece import PERSON, TEMPLATE, ContentPiece
from baton.runtime.decision import DecisionRecord

MOST_REASONS = 8
MICROS = 1_000_000


def decision_of(piece: ContentPiece) -> DecisionRecord:
    """The decision behind a piece as the content creator made it. A visit that finds the piece again
    tells the same, which is kept once.
    """
    what = piece.format.replace("_", " ")
    sources = dict.fromkeys(
        f"document/{one.source.document[:100]}@{one.source.version}" for one in piece.passages
    )
    wrong = tuple(one.reason for one in piece.faults[:MOST_REASONS])
    return DecisionRecord(
        about=SUBJECT,
        subject_id=piece.campaign_id,
        what=f"The {what} {piece.variant} in {piece.language} is written by {piece.written_by}"[
            :300
        ],
        why=tuple(filter(None, (piece.reason, f"grade {piece.grade:.0f} of 100", *wrong))),
        inputs=(f"run/{piece.run_id}", *tuple(sources)[:20]),
        made_by=piece.prompt_version,
        model=piece.written_by if piece.written_by not in {TEMPLATE, PERSON} else None,
        cost_usd=piece.cost_micros / MICROS,
        once=f"content/{piece.piece_id}",
        at=piece.created_at,
    )

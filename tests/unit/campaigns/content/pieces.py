"""Pieces of content for tests."""

from baton.campaigns.brief import ContentKind, Platform
from baton.campaigns.content.knowledge import Passage, Source
from baton.campaigns.content.piece import ContentPiece, piece_id
from baton.campaigns.content.text import ContentText
from baton.campaigns.parts.content import PieceStatus
from tests.fakes.platform.clock import NOON
from tests.unit.campaigns.runs import CAMPAIGN, RUN

FACTS = Passage(
    quote="The planner saves shift leaders 3 hours a week. It costs 49 euros a month.",
    source=Source(document="facts.md", version="2", place="line 4"),
    language="en",
)
AD = ContentText.of(
    ("headline", "Plan shifts in one place"),
    ("headline", "See who works when"),
    ("headline", "Ask us anything"),
    ("description", "The planner saves shift leaders 3 hours a week."),
    ("description", "Talk to our team about how you plan today."),
)


def a_piece(**changes: object) -> ContentPiece:
    """An ad for Google that waits for a person."""
    piece = ContentPiece(
        piece_id=piece_id(RUN, "google_ad", "en", "a"),
        campaign_id=CAMPAIGN,
        run_id=RUN,
        execution=RUN,
        kind=ContentKind.AD,
        format="google_ad",
        platform=Platform.GOOGLE,
        language="en",
        text=AD,
        status=PieceStatus.WAITING,
        grade=100,
        written_by="template",
        passages=(FACTS,),
        created_at=NOON,
        updated_at=NOON,
    )
    return piece.model_copy(update=changes)

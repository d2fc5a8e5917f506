"""Approved pieces of content as ads. Pure."""

from collections.abc import Container, Iterable

from baton.campaigns.ads.model import AdCreative
from baton.campaigns.brief import ContentKind, Platform
from baton.campaigns.content.piece import ContentPiece
from baton.campaigns.parts.content import ContentPart, PieceStatus

HEADLINE = "headline"
TEXTS = {
    Platform.GOOGLE: ("description",),
    Platform.LINKEDIN: ("introduction", "description"),
    Platform.META: ("primary_text",),
}
"""The parts of a piece that are an ad's texts, in their order."""

MOST_LINES = {HEADLINE: 15, "texts": 4}


def approved_ads(
    content: ContentPart | None, platform: Platform, languages: Container[str]
) -> tuple[str, ...]:
    """The ids of the pieces in ``languages`` that may run on a platform, of each language's latest
    revision.
    """
    pieces = [
        one
        for one in (content.pieces if content else ())
        if one.kind is ContentKind.AD and one.status is PieceStatus.APPROVED
        if one.platform is platform and one.language in languages
    ]
    latest = {one.language: one.revision for one in sorted(pieces, key=lambda one: one.revision)}
    return tuple(one.piece_id for one in pieces if one.revision == latest[one.language])


def creative_of(piece: ContentPiece, platform: Platform, link: str) -> AdCreative | None:
    """A piece as an ad; ``None`` if it says nothing that can be shown. Its key is the piece's id."""
    headlines = _lines(piece, (HEADLINE,))[: MOST_LINES[HEADLINE]]
    texts = _lines(piece, TEXTS[platform])[: MOST_LINES["texts"]]
    if not headlines or not texts:
        return None
    return AdCreative(key=piece.piece_id, headlines=headlines, texts=texts, link=link)


def _lines(piece: ContentPiece, names: Iterable[str]) -> tuple[str, ...]:
    found = (text.strip() for name in names for _, text in piece.text.named(name))
    return tuple(dict.fromkeys(line for line in found if line))

"""Which pieces a run wants written. Pure.

The first time all that the brief asks for, each ad and e-mail in variants that are tested against each
other. Sent back by analytics, only what did badly, in the light of its advice.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from baton.campaigns.ads.languages import shown_in
from baton.campaigns.brief import Brief, ContentKind, Platform
from baton.campaigns.content.formats import formats, formats_for
from baton.campaigns.content.piece import piece_id
from baton.campaigns.parts.content import PieceStatus, PieceSummary
from baton.campaigns.parts.performance import Advice, AdviceAction, Reader
from baton.campaigns.run import CampaignRun
from functions.campaigns.content_creator.variants import angles_of

MOST_PIECES = 80
"""New pieces of one visit: what one decision can be about."""


@dataclass(frozen=True, slots=True)
class PieceRequest:
    """One piece that is wanted. ``advice`` is what analytics says to do better; ``instead_of`` the
    piece that it is to do better than.
    """

    piece_id: str
    kind: ContentKind
    format: str
    platform: Platform | None
    language: str
    variant: str
    angle: str
    advice: str = ""
    instead_of: str | None = None


def piece_requests(run: CampaignRun) -> tuple[PieceRequest, ...]:
    """What is to be written in this revision of the run, in a stable order."""
    wanted = _first(run) if run.revision == 0 or not _earlier(run) else _again(run)
    return tuple(wanted)[:MOST_PIECES]


def _first(run: CampaignRun) -> Iterator[PieceRequest]:
    brief = run.brief
    for kind in brief.texts:
        for name in formats_for(kind, tuple(one.value for one in brief.platforms)):
            for language in _languages(brief, kind, name):
                for variant, angle in angles_of(kind, run.revision):
                    yield _order(run, kind, name, language, (variant, angle))


def _languages(brief: Brief, kind: ContentKind, name: str) -> tuple[str, ...]:
    """The brief's; of ads those in which their platform shows them."""
    platform = formats()[name].platform
    if kind is not ContentKind.AD or platform is None:
        return brief.languages
    return shown_in(Platform(platform), brief.languages)


def _again(run: CampaignRun) -> Iterator[PieceRequest]:
    part = run.performance
    advice = part.advice_for(Reader.CONTENT_CREATOR) if part else ()
    for one in badly(_earlier(run), advice):
        theirs = (own for own in advice if not one.platform or own.channel in (None, one.platform))
        said = "\n".join(own.text for own in theirs)
        names = formats_for(one.kind, (one.platform.value,) if one.platform else ())
        for name in names[:1]:
            variant, angle = angles_of(one.kind, run.revision)[0]
            yield _order(run, one.kind, name, one.language, (variant, angle), said, one.piece_id)


def _earlier(run: CampaignRun) -> tuple[PieceSummary, ...]:
    """What went out before this revision."""
    pieces = run.content.pieces if run.content else ()
    return tuple(
        one for one in pieces if one.status is PieceStatus.APPROVED and one.revision < run.revision
    )


def badly(
    earlier: tuple[PieceSummary, ...], advice: tuple[Advice, ...]
) -> tuple[PieceSummary, ...]:
    """The pieces to be written anew, the latest of each place: ads of the platforms, and pages, that the
    advice names; without any, all but blog posts.
    """
    texts = {one.channel for one in advice if one.move is AdviceAction.REFRESH_AD_TEXTS}
    pages = any(one.move is AdviceAction.STRENGTHEN_LANDING_PAGE for one in advice)
    latest: dict[tuple[object, ...], PieceSummary] = {}
    for one in earlier:
        place = (one.kind, one.platform, one.language)
        if place not in latest or one.revision > latest[place].revision:
            latest[place] = one
    if not texts and not pages:
        return tuple(one for one in latest.values() if one.kind is not ContentKind.BLOG_POST)
    return tuple(
        one
        for one in latest.values()
        if (one.platform is not None and one.platform.value in texts)
        or (pages and one.kind is ContentKind.LANDING_PAGE)
    )


def _order(  # noqa: PLR0917 (what makes a piece)
    run: CampaignRun,
    kind: ContentKind,
    name: str,
    language: str,
    variant: tuple[str, str],
    advice: str = "",
    instead_of: str | None = None,
) -> PieceRequest:
    platform = formats()[name].platform
    letter, angle = variant
    return PieceRequest(
        piece_id=piece_id(run.execution, run.revision, name, language, letter),
        kind=kind,
        format=name,
        platform=Platform(platform) if platform else None,
        language=language,
        variant=letter,
        angle=angle,
        advice=advice,
        instead_of=instead_of,
    )

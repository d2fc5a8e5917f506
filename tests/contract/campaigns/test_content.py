"""What every store of content promises."""

import pytest

from baton.campaigns.container import Campaigns
from baton.campaigns.content.piece import ContentPiece, piece_id
from baton.campaigns.parts.content import PieceStatus
from baton.core.clock import new_id
from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.runtime.platform import Platform
from tests.fakes.platform.clock import NOON
from tests.unit.campaigns.content.pieces import a_piece


def add(platform: Platform, piece: ContentPiece) -> ContentPiece:
    with platform.transactions.begin() as within:
        platform.area(Campaigns).content.add(piece, within)
    return piece


def replace(platform: Platform, piece: ContentPiece) -> None:
    with platform.transactions.begin() as within:
        platform.area(Campaigns).content.replace(piece, within)


def test_a_piece_comes_back_as_it_was_kept(platform: Platform) -> None:
    piece = add(platform, a_piece(campaign_id=new_id()))

    assert platform.area(Campaigns).content.get(piece.campaign_id, piece.piece_id) == piece


def test_an_id_is_taken_once(platform: Platform) -> None:
    piece = add(platform, a_piece(campaign_id=new_id()))

    with pytest.raises(AlreadyExists):
        add(platform, piece)


def test_of_two_changes_of_one_version_the_second_is_refused(platform: Platform) -> None:
    piece = add(platform, a_piece(campaign_id=new_id()))
    replace(platform, piece.next_version(NOON, status=PieceStatus.APPROVED))

    with pytest.raises(StaleVersion):
        replace(platform, piece.next_version(NOON, status=PieceStatus.REJECTED))


def test_an_unknown_piece_is_not_found(platform: Platform) -> None:
    with pytest.raises(NotFound):
        platform.area(Campaigns).content.get(new_id(), new_id())


def test_the_pieces_of_a_campaign_are_listed_in_pages(platform: Platform) -> None:
    campaign, execution = new_id(), new_id()
    pieces = [
        add(platform, a_piece(campaign_id=campaign, piece_id=piece_id(execution, one)))
        for one in range(5)
    ]
    add(platform, a_piece(campaign_id=new_id()))

    seen, cursor = [], None
    while True:
        page = platform.area(Campaigns).content.page(campaign, cursor=cursor, limit=2)
        seen += [piece.piece_id for piece in page.items]
        if (cursor := page.cursor) is None:
            break

    assert seen == sorted((one.piece_id for one in pieces), reverse=True)

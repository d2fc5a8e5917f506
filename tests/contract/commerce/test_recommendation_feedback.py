"""What every store of what became of recommendations promises."""

from baton.commerce.container import Commerce
from baton.commerce.recommending.asking import RecommendationFeedback
from baton.commerce.recommending.feedback import OfferCounts
from baton.core.clock import new_id
from baton.runtime.platform import Platform
from tests.contract.given import at_once
from tests.fakes.platform.clock import NOON

SKUS = frozenset({"MAT", "LAMP", "NONE"})


def test_what_is_told_is_counted_by_sku_and_kind(platform: Platform) -> None:
    counts = platform.area(Commerce).recommendation_feedback
    for clicked in ((), ("MAT",)):
        told = RecommendationFeedback(
            request_id=new_id(), shown=("MAT", "LAMP", "MAT"), clicked=clicked, bought=clicked
        )
        counts.count(told, NOON)
    assert counts.of(SKUS) == {
        "MAT": OfferCounts(shown=2, clicked=1, bought=1),
        "LAMP": OfferCounts(shown=2),
    }


def test_a_request_counts_once_however_often_and_at_once_it_is_told(platform: Platform) -> None:
    counts = platform.area(Commerce).recommendation_feedback
    told = RecommendationFeedback(request_id=new_id(), shown=("MAT",))
    assert sum(at_once(lambda _: counts.count(told, NOON))) == 1
    assert counts.of(SKUS) == {"MAT": OfferCounts(shown=1)}


def test_many_at_once_lose_no_count(platform: Platform) -> None:
    counts = platform.area(Commerce).recommendation_feedback

    def count(_: int) -> int:
        return counts.count(RecommendationFeedback(request_id=new_id(), bought=("MAT",)), NOON)

    told = at_once(count)
    assert counts.of(SKUS)["MAT"].bought == sum(told) == len(told)

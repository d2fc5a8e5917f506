"""What became of recommendations, in memory."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime

from baton.commerce.ids import Sku
from baton.commerce.recommending.asking import RecommendationFeedback
from baton.commerce.recommending.feedback import FeedbackKind, OfferCounts, told_in
from tests.fakes.platform.transaction import Ground


class FakeFeedbackCounts:
    """See ``baton.commerce.recommending.feedback.FeedbackCounts``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.seen: set[tuple[FeedbackKind, Sku, str]] = set()
        self.hits: Counter[tuple[FeedbackKind, Sku]] = Counter()

    def count(self, feedback: RecommendationFeedback, now: datetime) -> int:
        del now
        with self._ground.faults.at("recommendation_feedback.count"), self._ground.lock:
            new = [
                (what, sku)
                for what, sku in told_in(feedback)
                if (what, sku, feedback.request_id) not in self.seen
            ]
            self.seen |= {(what, sku, feedback.request_id) for what, sku in new}
            self.hits.update(new)
            return len(new)

    def of(self, skus: frozenset[Sku]) -> Mapping[Sku, OfferCounts]:
        with self._ground.faults.at("recommendation_feedback.of"), self._ground.lock:
            found: defaultdict[Sku, dict[str, int]] = defaultdict(dict)
            for (what, sku), hits in self.hits.items():
                if sku in skus:
                    found[sku][what] = hits
            return {sku: OfferCounts.model_validate(hits) for sku, hits in found.items()}

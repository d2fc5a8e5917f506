"""How good a ranking is (Järvelin and Kekäläinen 2002). Pure."""

from collections.abc import Collection, Sequence
from math import log2

from pydantic import Field

from baton.core.contract import Contract

NDCG_AT = 10
RECALL_AT = 20


class Quality(Contract):
    """NDCG@10 and recall@20, means over customers, 0 to 1."""

    ndcg: float = Field(ge=0, le=1)
    recall: float = Field(ge=0, le=1)
    customers: int = Field(ge=0)


def ndcg(ranked: Sequence[object], relevant: Collection[object], at: int = NDCG_AT) -> float:
    """Discounted gain of the first ``at`` over the best possible, 0 to 1; a hit is worth
    1 / log2(place + 1). ``relevant`` must not be empty.
    """
    gain = sum(1 / log2(place + 2) for place, one in enumerate(ranked[:at]) if one in relevant)
    return gain / sum(1 / log2(place + 2) for place in range(min(at, len(relevant))))


def recall(ranked: Sequence[object], relevant: Collection[object], at: int = RECALL_AT) -> float:
    """Of what is relevant, the share among the first ``at``. ``relevant`` must not be empty."""
    return sum(one in relevant for one in ranked[:at]) / len(relevant)


def quality(ranked: Sequence[Sequence[object]], relevant: Sequence[Collection[object]]) -> Quality:
    """The means over customers, one ranking and one set of relevant items each."""
    pairs = list(zip(ranked, relevant, strict=True))
    number = max(len(pairs), 1)
    return Quality(
        ndcg=min(1.0, sum(ndcg(one, those) for one, those in pairs) / number),
        recall=sum(recall(one, those) for one, those in pairs) / number,
        customers=len(pairs),
    )

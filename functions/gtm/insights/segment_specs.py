"""What each segment is: ``segments.yaml``, read and checked. Pure."""

from collections.abc import Mapping
from functools import cache
from itertools import product

from pydantic import TypeAdapter

from baton.core.contract import Contract
from baton.core.packaged_yaml import packaged_yaml
from baton.gtm.segments import SegmentName
from functions.gtm.insights.rfm import FIFTHS, Score


class SegmentSpec(Contract):
    """One segment. Without scores it is not one by RFM."""

    label: str
    means: str
    advice: str
    recency: tuple[int, ...] = ()
    value: tuple[int, ...] = ()


@cache
def segment_specs() -> Mapping[SegmentName, SegmentSpec]:
    """Every segment's. Raises ``ValueError`` unless each pair of scores belongs to one."""
    table = packaged_yaml("functions.gtm.insights", "segments.yaml")
    specs = TypeAdapter(dict[SegmentName, SegmentSpec]).validate_python(table)
    cells = [cell for spec in specs.values() for cell in product(spec.recency, spec.value)]
    scores = range(1, FIFTHS + 1)
    if sorted(cells) != list(product(scores, scores)):
        raise ValueError("segments.yaml: each recency and value score should be in one segment")
    return specs


@cache
def _cells() -> Mapping[tuple[int, int], SegmentName]:
    return {
        cell: name
        for name, spec in segment_specs().items()
        for cell in product(spec.recency, spec.value)
    }


def segment_of(score: Score) -> SegmentName:
    """The segment that a customer is in."""
    return _cells()[score.recency, score.value]

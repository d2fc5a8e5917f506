"""Who gets which variant: by a hash, so that nobody has to remember. Pure."""

from collections.abc import Mapping
from hashlib import sha256

_RANGE = 2**64


def share_of(experiment: str, unit: str, purpose: str = "variant") -> float:
    """A number from 0 to 1 (excluded) that is the unit's own in this experiment.

    The first eight bytes of SHA-256 over purpose, experiment and unit, each with its length before
    it, so that no two triples read the same: uniform over units, independent over experiments and
    purposes (Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments, 2020, ch. 4).
    """
    digest = sha256()
    for part in (purpose, experiment, unit):
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    # 53 bits are what a float holds; more could round up to 1
    return (int.from_bytes(digest.digest()[:8], "big") >> 11) / (_RANGE >> 11)


def assign(
    experiment: str, unit: str, weights: Mapping[str, float], *, share: float = 1.0
) -> str | None:
    """The unit's variant, or ``None`` if it is not among the ``share`` (0 to 1) that takes part.

    Stable while the weights and their order stay; who takes part at one share still does at a larger
    one, with the same variant. Raises ``ValueError`` for weights that are negative or all 0.
    """
    total = sum(weights.values())
    if not total > 0 or min(weights.values()) < 0:
        raise ValueError("weights must be at least 0, and one of them above")
    if share_of(experiment, unit, "share") >= share:
        return None
    place = share_of(experiment, unit) * total
    reached = 0.0
    for variant, weight in weights.items():
        reached += weight
        if place < reached:
            return variant
    # the sum of the weights rounded up: the last one that has any
    return [variant for variant, weight in weights.items() if weight > 0][-1]

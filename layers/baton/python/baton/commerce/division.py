"""Amounts divided so that the parts add up to the whole, in whole minor units. Pure."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def divided(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """``total`` minor units by ``weights``, by the method of largest remainders (Hamilton): every part
    is its exact share rounded down or up, and together they are ``total``. Of equal remainders the
    earlier gets the unit. Weights that are all 0 count alike.

    Raises ``ValueError`` for a negative total or weight, or an amount without a part to take it.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("neither a total nor a weight may be negative")
    if not weights:
        if total:
            raise ValueError(f"there is no part for {total}")
        return ()
    shares = weights if any(weights) else [1] * len(weights)
    whole = sum(shares)
    parts = [total * share // whole for share in shares]
    remainders = [total * share % whole for share in shares]
    first = sorted(range(len(shares)), key=lambda index: (-remainders[index], index))
    for index in first[: total - sum(parts)]:
        parts[index] += 1
    return tuple(parts)


def divided_by(unit: int, total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """As ``divided``, in parts that are multiples of ``unit``, as ``total`` is."""
    return tuple(part * unit for part in divided(total // unit, weights))


def rounded(amount: Decimal, unit: int = 1) -> int:
    """To a multiple of ``unit`` minor units, halves away from zero, as commerce rounds."""
    return int((amount / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP)) * unit


def rounded_up(amount: int, unit: int) -> int:
    """To the next multiple of ``unit`` from an amount up."""
    return -(-amount // unit) * unit

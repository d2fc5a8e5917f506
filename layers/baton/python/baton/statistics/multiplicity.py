"""p-values corrected for how many there are. Pure."""

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p-values, in the order given: the chance of any false alarm stays below each.

    S. Holm, Scandinavian Journal of Statistics 6 (1979), p. 65.
    """
    ranked = _ranked(p_values)
    adjusted = [0.0] * len(ranked)
    reached = 0.0
    for rank, place in enumerate(ranked):
        reached = max(reached, min(1.0, (len(ranked) - rank) * p_values[place]))
        adjusted[place] = reached
    return tuple(adjusted)


def benjamini_hochberg(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p-values, in the order given: of what is called an effect at q, at most q is none.

    Y. Benjamini and Y. Hochberg, J. R. Stat. Soc. B 57 (1995), p. 289.
    """
    ranked = _ranked(p_values)
    adjusted = [0.0] * len(ranked)
    reached = 1.0
    for rank in range(len(ranked), 0, -1):
        place = ranked[rank - 1]
        reached = min(reached, p_values[place] * len(ranked) / rank)
        adjusted[place] = reached
    return tuple(adjusted)


def _ranked(p_values: Sequence[float]) -> list[int]:
    if any(not 0 <= one <= 1 for one in p_values):
        raise ValueError("p-values are between 0 and 1")
    return sorted(range(len(p_values)), key=p_values.__getitem__)

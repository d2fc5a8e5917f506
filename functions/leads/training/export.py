"""A fitted model as tables of points: centred, merged where bins are equal, and short."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from baton.leads.scoring.points import points_of
from baton.leads.scoring.scorecard import CategoryTable, NumberTable
from functions.leads.training.bins import MISSING, Bins, Codes

DIGITS = 10
"""Digits after the point that are kept: an error below 1e-11 in log-odds."""


_BYTES_A_FEATURE = 140
_BYTES_A_BIN = 30


def tables_of(
    bins: Sequence[Bins],
    tables: Sequence[Sequence[float]],
    columns: Sequence[Codes],
    directions: Sequence[int],
) -> tuple[float, list[NumberTable | CategoryTable]]:
    """The shift of the base in log-odds, and the tables in points.

    A table is centred on the history: its mean over the leads is nought, so that points say what a
    lead's value is worth beside the usual lead's. What is taken from the tables goes to the base.
    """
    shift, made = 0.0, []
    for one, table, codes, direction in zip(bins, tables, columns, directions, strict=True):
        missing, *known = np.bincount(codes - MISSING, minlength=one.size + 1).tolist()
        rows = [*known, missing]
        mean = sum(value * row for value, row in zip(table, rows, strict=True)) / len(codes)
        shift += mean
        points = [round(points_of(value - mean), DIGITS) for value in table]
        shares = [row / len(codes) for row in rows]
        make = _number_table if one.is_number else _category_table
        made.append(make(one, points, shares, direction))
    return shift, made


def bytes_of(bins: Sequence[Bins]) -> int:
    """About how many bytes the tables of these bins take as JSON."""
    total = 0
    for one in bins:
        named = sum(len(name) for name in one.categories)
        total += _BYTES_A_FEATURE + len(one.name) + named + _BYTES_A_BIN * one.size
    return total


def _number_table(
    bins: Bins, points: Sequence[float], shares: Sequence[float], direction: int
) -> NumberTable:
    """Neighbouring bins with the same points are one bin."""
    points = [*_in_order(points[:-1], direction), points[-1]]
    edges: list[float] = []
    kept, held = [points[0]], [shares[0]]
    for edge, point, share in zip(bins.edges, points[1:-1], shares[1:-1], strict=True):
        if point == kept[-1]:
            held[-1] += share
        else:
            edges.append(edge)
            kept.append(point)
            held.append(share)
    return NumberTable(
        name=bins.name,
        decimal=bins.column.decimal,
        direction={1: "rising", -1: "falling"}.get(direction),
        edges=tuple(edges),
        points=tuple(kept),
        missing=points[-1],
        shares=tuple(_short(share) for share in (*held, shares[-1])),
    )


def _in_order(points: Sequence[float], direction: int) -> list[float]:
    """The points without the last digit by which rounding may turn two equal ones round."""
    if not direction:
        return list(points)
    return list(accumulate(points, max if direction > 0 else min))


def _category_table(
    bins: Bins, points: Sequence[float], shares: Sequence[float], _direction: int
) -> CategoryTable:
    return CategoryTable(
        name=bins.name,
        points=dict(zip(bins.categories, points[1:-1], strict=True)),
        other=points[0],
        missing=points[-1],
        shares=tuple(_short(share) for share in (*shares[1:-1], shares[0], shares[-1])),
    )


def _short(share: float) -> float:
    return min(1.0, round(share, 5))

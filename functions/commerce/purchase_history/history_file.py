"""Purchases as a CSV file packed with gzip, made while they are read. Pure."""

import csv
import io
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from baton.commerce.recommending.purchases import HEADER

_LINES = 5_000
_WITH_GZIP_HEAD = 31


class Line(NamedTuple):
    """A customer bought an item on a day; ``country`` by ISO 3166 alpha-2, empty if unknown."""

    customer: str
    item: str
    day: date
    country: str


def packed(lines: Iterable[Line]) -> Iterator[bytes]:
    """The file in pieces: 5,000 lines are held at once."""
    packing = zlib.compressobj(wbits=_WITH_GZIP_HEAD)
    yield packing.compress(_text([HEADER]))
    left = iter(lines)
    while some := list(islice(left, _LINES)):
        yield packing.compress(_text(some))
    yield packing.flush()


def _text(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()

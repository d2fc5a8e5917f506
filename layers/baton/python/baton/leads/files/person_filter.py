"""Who may be in a file, in a few bits a row: a Bloom filter over what rows are recognised by. Pure.

Whoever is in the file is never denied; about one person in a hundred who is not is taken for one who may
be. Source: B. Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors" (1970); the seven
places of a text are taken from two hashes (Kirsch and Mitzenmacher, 2006).
"""

from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b
from typing import Self

from baton.leads.files.row_identity import Cells, Identity, digits_of
from baton.privacy.subject import external_key, keys_in

LEAST_BYTES, MOST_BYTES = 1_024, 16_777_216
_BYTES_OF_FILE = 32
"""Bytes of a file for each of its filter: a row of 200 bytes with three marks gets 50 bits."""

_PLACES = 7
_TAIL = 7
"""Last digits that two numbers have in common if one ends with the other: none is shorter."""


class PersonFilter:
    """The filter of one file, as bytes."""

    def __init__(self, bits: bytearray) -> None:
        self.bits = bits

    @classmethod
    def sized_for(cls, file_bytes: int) -> Self:
        """An empty filter for a file of this size."""
        return cls(bytearray(max(LEAST_BYTES, min(MOST_BYTES, file_bytes // _BYTES_OF_FILE))))

    def add(self, cells: Cells, external: Collection[str]) -> None:
        """Adds a row; ``external`` are the columns that hold external ids."""
        for mark in _marks_of(cells, external):
            for place in self._places(mark):
                self.bits[place >> 3] |= 1 << (place & 7)

    def may_hold(self, identity: Identity) -> bool:
        """Whether a row of the file may be the person's: ``Identity.is_of`` of none is true if not."""
        tails = (f"phone {number[-_TAIL:]}" for number in identity.phones)
        return any(map(self._has, identity.keys)) or any(map(self._has, tails))

    def _has(self, mark: str) -> bool:
        return all(self.bits[place >> 3] >> (place & 7) & 1 for place in self._places(mark))

    def _places(self, mark: str) -> Iterator[int]:
        digest = blake2b(mark.encode(), digest_size=16).digest()
        first, second = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big") | 1
        return ((first + number * second) % (8 * len(self.bits)) for number in range(_PLACES))


def _marks_of(cells: Cells, external: Collection[str]) -> Iterable[str]:
    """What a row may be recognised by: its keys, and the ends of its numbers."""
    for cell in cells.values():
        if "@" in cell:
            yield from keys_in(cell)
        if digits := digits_of(cell):
            yield f"phone {digits[-_TAIL:]}"
    for name in external:
        if value := cells.get(name, "").strip():
            yield external_key(value)

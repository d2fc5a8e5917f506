"""Files that may be packed with gzip, read piece by piece."""

import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

from baton.tabular.refusal import Refusal

MOST_BYTES = 1_000_000_000
"""of text that a packed file may hold: a few KB can become terabytes"""

_GZIP = b"\x1f\x8b"
_WITH_GZIP_HEAD = 31
_PIECE_BYTES = 1_000_000


def unpacked(chunks: Iterable[bytes], most: int = MOST_BYTES) -> Iterator[bytes]:
    """The file's text in pieces, whether it was packed or not; never more than 1 MB of it at once.
    Raises ``Refusal`` if it is broken, cut off, or holds more than ``most`` bytes.
    """
    pieces = iter(chunks)
    head = b""
    while len(head) < len(_GZIP) and (piece := next(pieces, None)) is not None:
        head += piece
    whole = chain([head], pieces)
    size = 0
    for piece in _unpacked(whole) if head.startswith(_GZIP) else whole:
        size += len(piece)
        if size > most:
            raise Refusal(f"The file holds more than {most // 10**6:,} MB. Split it into several.")
        yield piece


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    member = zlib.decompressobj(_WITH_GZIP_HEAD)
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if member.eof:  # gzip files may be one after the other
                    member = zlib.decompressobj(_WITH_GZIP_HEAD)
                yield member.decompress(rest, _PIECE_BYTES)
                rest = member.unconsumed_tail or member.unused_data
    except zlib.error as error:
        raise Refusal(f"The gzip archive is broken ({error}). Pack it again.") from error
    if not member.eof:
        raise Refusal("The gzip archive ends too early: was it dropped before it was whole?")

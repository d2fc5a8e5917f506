"""Documents as tables keep them: JSON text, compressed.

A write costs by the KB, and so does what is kept: a processed lead is 7 KB of text, 2.2 KB of zlib
(RFC 1950), and 0.9 KB with a preset dictionary of what many documents have in common
(``tools/document_dictionary.py`` makes it); an order of two lines is 3 KB, 1.1 KB, and 0.7 KB. So that
a person can read what a table holds::

    aws dynamodb get-item … --query Item.document.B --output text | base64 -d \\
        | python -m baton.persistence.documents

A dictionary that documents were kept with is never changed or taken away: a better one is a new file of
the next number in ``dictionaries``. A kept document says itself which one it needs.
"""

import sys
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

MOST_BYTES = 16 * 1024 * 1024
"""of a document's text: DynamoDB keeps 400 KB of an item, and nothing of ours is a fortieth of that."""

_DICTIONARIES = ("1.txt", "2.txt")
"""All that documents were ever kept with; the last is the one that is used from now on."""

_NAMES_ONE = 0x20
"""FDICT in the second byte: the next four are the dictionary's Adler-32 (RFC 1950, 2.2)."""


def compressed(text: str) -> bytes:
    """A document as it is kept."""
    packing = zlib.compressobj(zdict=latest())
    return packing.compress(text.encode()) + packing.flush()


def text_of(kept: bytes) -> str:
    """The text of a kept document. Raises ``ValueError`` if it is none, has over ``MOST_BYTES``, or
    needs a dictionary that is not here.
    """
    try:
        unpacking = zlib.decompressobj(zdict=_needed(kept))
        text = unpacking.decompress(kept, MOST_BYTES)
    except zlib.error as error:
        raise ValueError("this is no compressed document") from error
    if not unpacking.eof:
        raise ValueError(f"this is not whole, or has more than {MOST_BYTES} bytes")
    return text.decode()


@cache
def latest() -> bytes:
    """The dictionary that documents are kept with from now on."""
    return list(_dictionaries().values())[-1]


@cache
def _dictionaries() -> Mapping[int, bytes]:
    """By their Adler-32, the latest last."""
    folder = files(__package__).joinpath("dictionaries")
    texts = (folder.joinpath(name).read_bytes() for name in _DICTIONARIES)
    return {zlib.adler32(text): text for text in texts}


def _needed(kept: bytes) -> bytes:
    """The dictionary that a document was kept with; nothing if it was with none."""
    if len(kept) < 6 or not kept[1] & _NAMES_ONE:  # noqa: PLR2004 the header's length
        return b""
    named = int.from_bytes(kept[2:6])
    if named not in _dictionaries():
        raise ValueError(f"this needs the dictionary {named:08x}, which is not here")
    return _dictionaries()[named]


if __name__ == "__main__":
    sys.stdout.buffer.write(text_of(sys.stdin.buffer.read()).encode() + b"\n")

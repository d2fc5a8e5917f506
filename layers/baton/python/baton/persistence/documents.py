"""Documents as tables keep them: JSON text, compressed.

A write costs by the KB, and so does what is kept: a processed lead is 8 KB of text and under 3 KB of
zlib (RFC 1950). So that a person can read what a table holds::

    aws dynamodb get-item … --query Item.document.B --output text | base64 -d \\
        | python -m baton.persistence.documents
"""

import sys
import zlib

MOST_BYTES = 16 * 1024 * 1024
"""of a document's text: DynamoDB keeps 400 KB of an item, and nothing of ours is a fortieth of that."""


def compressed(text: str) -> bytes:
    """A document as it is kept."""
    return zlib.compress(text.encode())


def text_of(kept: bytes) -> str:
    """The text of a kept document. Raises ``ValueError`` if it is none, or has over ``MOST_BYTES``."""
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(kept, MOST_BYTES)
    except zlib.error as error:
        raise ValueError("this is no compressed document") from error
    if not unpacking.eof:
        raise ValueError(f"this is not whole, or has more than {MOST_BYTES} bytes")
    return text.decode()


if __name__ == "__main__":
    sys.stdout.buffer.write(text_of(sys.stdin.buffer.read()).encode() + b"\n")

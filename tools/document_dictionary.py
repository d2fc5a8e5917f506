"""Makes the next of ``baton/persistence/dictionaries``: what many documents have in common.

A short document compresses badly, since it says everything for the first time; with a preset dictionary
(RFC 1950, FDICT) what all documents say has been said already. It is made of a running stack's tables,
after leads, campaigns and whatever else went through::

    make up && … && python -m tools.document_dictionary 16384 \\
        > layers/baton/python/baton/persistence/dictionaries/3.txt

What the one before says comes last in it, so that documents of before take no more room.
The way is COVER's (Liao, Petri, Moffat, Wirth, "Effective Construction of Relative Lempel-Ziv
Dictionaries", WWW 2016), simplified: the segments whose pieces occur in the most documents, each piece
counted once. A piece that fewer than ``LEAST_DOCUMENTS`` documents of one kind have is left out, so
nothing of a single person gets in; nor does what names somebody or something, which is the test data's.
Documents that were kept with an earlier dictionary must be readable:
``baton.persistence.documents`` says how.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush

from baton.persistence.documents import latest, text_of
from infra.local import outputs
from infra.local.places import LOCAL
from infra.local.stack import LocalStack

PIECE = 6
SEGMENT = 64
_ITS_OWN = re.compile(rb"\d{4}-\d\d-\d\d[T ]?[\d:.]*|[\w-]{20,}|\d{3,}")
"""What no two documents share: moments, ids, long numbers."""
_NAMING = re.compile(
    rb'"(name|street|city|postal_code|phone|e?mail|company|sku|titles?|product_id|customer_id|location|'
    rb"tracking_code|tracking_url|label_url|action_url|payment_id|client_secret|shipment_id|rate_id|"
    rb'carrier|service|method|recipient|receipt|worker)":"[^"]*"'
)
"""What stands there is of somebody, or of one shop."""
LEAST_DOCUMENTS = 30
"""More than are kept of one person."""

MOST_OF_A_TABLE = 400


def documents(stack: LocalStack) -> Iterator[bytes]:
    """The documents of all tables of a running stack, at most ``MOST_OF_A_TABLE`` of each."""
    client = stack.aws.client("dynamodb")
    collected = outputs.read(LOCAL / "outputs.json")["stack"]
    for table in sorted(name for key, name in collected.items() if key.endswith("TableName")):
        for item in client.scan(TableName=table, Limit=MOST_OF_A_TABLE)["Items"]:
            if kept := item.get("document", {}).get("B"):
                yield text_of(bytes(kept)).encode()


def stretches(texts: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """The parts of each document, numbered, between what is different in every one: moments and ids."""
    for number, text in enumerate(texts):
        for part in _ITS_OWN.split(_NAMING.sub(rb'"\1":"%s"' % (b"-" * 20), text)):
            if len(part) >= PIECE:
                yield number, part


def dictionary(texts: Iterable[bytes], size: int) -> bytes:
    """At most ``size`` bytes, what is most common last, where it is cheapest to point at."""
    parts = list(stretches(texts))
    counts = Counter(
        piece for _, piece in {(number, one) for number, part in parts for one in _pieces(part)}
    )
    waiting = [
        (-_worth(segment, counts), segment)
        for segment in {segment for _, part in parts for segment in _segments(part, counts)}
    ]
    heapify(waiting)
    chosen, room = list[bytes](), size
    while waiting and room > 0:
        before, segment = heappop(waiting)
        worth = _worth(segment, counts)
        if worth != -before:  # others have said a part of it meanwhile
            heappush(waiting, (-worth, segment))
            continue
        if worth < LEAST_DOCUMENTS:
            break
        chosen.append(segment[:room])
        room -= len(segment)
        for piece in _pieces(segment):
            counts[piece] = 0
    return b"".join(reversed(chosen))


def _segments(part: bytes, counts: Counter[bytes]) -> Iterator[bytes]:
    """Pieces of a part that are common one after the other, together, ``SEGMENT`` bytes at most."""
    begun: int | None = None
    for at in range(len(part) - PIECE + 2):
        shared = counts[part[at : at + PIECE]] >= LEAST_DOCUMENTS and at <= len(part) - PIECE
        full = begun is not None and at + PIECE - 1 - begun >= SEGMENT
        if begun is not None and (full or not shared):
            yield part[begun : at + PIECE - 1]
            begun = None
        if shared and begun is None:
            begun = at


def _worth(segment: bytes, counts: Counter[bytes]) -> int:
    return sum(counts[piece] for piece in _pieces(segment))


def _pieces(segment: bytes) -> Iterator[bytes]:
    return (segment[at : at + PIECE] for at in range(len(segment) - PIECE + 1))


def main(arguments: Sequence[str]) -> None:
    """Writes the dictionary to standard output."""
    (size,) = arguments
    before = latest()
    new = dictionary(documents(LocalStack.named("up")), int(size) - len(before))
    sys.stdout.buffer.write(new + before)


if __name__ == "__main__":
    main(sys.argv[1:])

"""What was worked out of the shipped examples when they were written: their vectors, and the lines from
which the router is sure of them. That takes eight seconds of CPU, for which nobody should wait.

``python -m tools.router_examples`` writes the file anew, and a test says when that is due.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from functions.gtm.supervisor.router import Lines

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = Path(__file__).with_name("shipped_examples.npz")

Example = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shipped:
    """Vectors by text, and the lines of exactly these examples; ``None`` for others."""

    vectors: Mapping[str, Sequence[float]] = field(default_factory=dict)
    lines: Lines | None = None


def shipped(examples: Sequence[Example], model: str, file: Path = FILE) -> Shipped:
    """What is known of examples for an embedding model: nothing for another model than the file's."""
    import numpy as np

    with np.load(file, allow_pickle=False) as kept:
        about = json.loads(bytes(kept["about"]))
        if about["model"] != model:
            return Shipped()
        places = {bytes(digest): place for place, digest in enumerate(kept["digests"])}
        vectors = kept["vectors"].astype(np.float32)
    known = ((text, places.get(_digest(text))) for text, _ in examples)
    found = {text: vectors[place].tolist() for text, place in known if place is not None}
    same = about["of"] == _fingerprint(examples)
    return Shipped(found, Lines(about["words"], about["sure"]) if same else None)


def written(
    examples: Sequence[Example], vectors: "NDArray[np.float16]", lines: Lines, model: str
) -> None:
    """Writes the file."""
    import numpy as np

    about = {
        "model": model,
        "of": _fingerprint(examples),
        "words": lines.words,
        "sure": lines.sure,
    }
    digests = b"".join(_digest(text) for text, _ in examples)
    np.savez_compressed(
        FILE,
        about=np.frombuffer(json.dumps(about).encode(), np.uint8),
        digests=np.frombuffer(digests, np.uint8).reshape(len(examples), -1),
        vectors=vectors,
    )


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


def _fingerprint(examples: Sequence[Example]) -> str:
    lines = "\n".join(f"{intent}\t{text}" for text, intent in examples)
    return blake2b(lines.encode(), digest_size=16).hexdigest()

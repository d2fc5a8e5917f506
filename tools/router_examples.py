"""Works out what the supervisor's shipped examples come to, for its first answer not to wait for that:
``python -m tools.router_examples``, after a change of the words that agents are asked in.
"""

import sys

import numpy as np

from baton.memory.minilm import MiniLm
from functions.gtm.supervisor.intents import vocabulary
from functions.gtm.supervisor.router import Router
from functions.gtm.supervisor.shipped_examples import FILE, written


def main() -> int:
    """Writes the file, in ten seconds."""
    embedder, examples = MiniLm(), vocabulary().examples()
    vectors = np.array(embedder.embed([text for text, _ in examples]), np.float16)
    router = Router.fitted(examples, embedder.embed, vectors.astype(np.float32).tolist())
    written(examples, vectors, router.lines, embedder.model)
    sys.stdout.write(f"{FILE.name}: {len(examples):,} examples, {FILE.stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Makes ``baton/campaigns/content/familiar_words.txt``: the words of English that are met most often.

    python -m tools.familiar_words > layers/baton/python/baton/campaigns/content/familiar_words.txt

The vocabulary of the embedding model (BERT's, Apache License 2.0) lists the words of an encyclopedia and
of thousands of books by how often they are met. Its first words are taken that are written in letters
alone.
"""

import sys

from baton.memory.minilm import installed

MOST = 5_000
"""From 4,000 to 6,000 it makes no difference to how well texts are told apart."""

_HEADER = """\
# The {most:,} words of English that are met most often. Made by tools/familiar_words.py from the
# vocabulary of BERT (Apache License 2.0).
"""


def main() -> None:
    """Prints the file."""
    vocabulary = (installed() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    words = [one for one in vocabulary if len(one) > 1 and one.isascii() and one.isalpha()]
    sys.stdout.write(_HEADER.format(most=MOST))
    sys.stdout.writelines(f"{one}\n" for one in sorted(words[:MOST]))


if __name__ == "__main__":
    main()

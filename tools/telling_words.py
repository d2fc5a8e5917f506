"""Makes ``baton/core/recognition/telling_words.txt``: words that tell a language, each by itself.

    python -m tools.telling_words > layers/baton/python/baton/core/recognition/telling_words.txt

Of the example messages, which say nearly the same in five languages, those words are taken that two of
one language have and none of another; no names, and no small words of another language.
"""

import sys
from collections import defaultdict
from pathlib import Path

from baton.core.packaged_yaml import yaml_of
from baton.core.recognition.given_names import given_names
from baton.core.recognition.languages import SMALL_WORDS
from baton.core.recognition.words import Reading

EXAMPLES = Path("tests/benchmarks/message_examples")
_FEWEST, _SHORTEST = 2, 3

_HEADER = """\
# Words by which a message's language is told, without case and accents. Made by tools/telling_words.py.
"""


def telling_words() -> dict[str, list[str]]:
    """The words by language."""
    often: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for path in sorted(EXAMPLES.glob("*.yaml")):
        for lines in yaml_of(path.read_text(encoding="utf-8")).values():
            for message in lines.splitlines():
                for word in set(Reading.of(message).words):
                    often[word][path.stem] += 1
    told: dict[str, list[str]] = defaultdict(list)
    for word, counts in sorted(often.items()):
        (language, count), *others = counts.items()
        small = any(word in words for other, words in SMALL_WORDS.items() if other != language)
        if others or small or count < _FEWEST or len(word) < _SHORTEST:
            continue
        if word.isalpha() and word not in given_names():
            told[language].append(word)
    return told


def main() -> None:
    """Prints the file."""
    sys.stdout.write(_HEADER)
    for language, words in sorted(telling_words().items()):
        sys.stdout.write(f"{language}\t{' '.join(words)}\n")


if __name__ == "__main__":
    main()

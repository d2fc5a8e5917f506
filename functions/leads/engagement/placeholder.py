"""What stands in a field for a name, company or interest that nobody gave. Pure."""

import re
from functools import cache

from baton.core.packaged_yaml import packaged_yaml
from baton.core.recognition.words import Reading

_TOKEN = re.compile(r"[{}\[\]<>%|$]")
"""What marks a field of a mailing program that was not filled in: ``{{first_name}}``, ``%FNAME%``."""


def holds_a_place(text: str) -> bool:
    """Whether ``text`` is no answer: empty, ``N/A``, ``{{first_name}}``, ``xxx``."""
    words = Reading.of(text.replace("_", " ")).words
    line = " ".join(words[:1] if len(set(words)) == 1 else words)
    letters = line.replace(" ", "")
    return (
        not any(map(str.isalpha, letters))
        or line in _nobody()
        or bool(_TOKEN.search(text))
        or (len(letters) > 1 and len(set(letters)) == 1)
    )


@cache
def _nobody() -> frozenset[str]:
    return frozenset(
        word for words in packaged_yaml(__package__, "placeholders.yaml") for word in words
    )

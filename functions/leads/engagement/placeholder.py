"""What stands in a field for a name, company or interest that nobody gave. Pure."""

import re
from functools import cache
from importlib.resources import files

import yaml

from baton.core.recognition.words import Reading

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TOKEN = re.compile(r"[{}\[\]<>%|$]")
"""What marks a field of a mailing program that was not filled in: ``{{first_name}}``, ``%FNAME%``."""


def holds_a_place(text: str) -> bool:
    """Whether ``text`` is no answer: empty, ``N/A``, ``{{first_name}}``, ``xxx``."""
    line = Reading.of(text.replace("_", " ")).line
    letters = line.replace(" ", "")
    return (
        not any(map(str.isalpha, letters))
        or line in _nobody()
        or bool(_TOKEN.search(text))
        or (len(letters) > 1 and len(set(letters)) == 1)
    )


@cache
def _nobody() -> frozenset[str]:
    text = files(__package__).joinpath("placeholders.yaml").read_text(encoding="utf-8")
    return frozenset(word for words in yaml.load(text, Loader=_Loader) for word in words)  # noqa: S506

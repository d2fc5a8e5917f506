"""Which words mean what: finds the categories of ``vocabulary.yaml`` in what people write.

What somebody wrote is looked at, never obeyed: all that comes out is one of the file's categories.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from pydantic import BaseModel, ConfigDict

from baton.core.packaged_yaml import packaged_yaml
from baton.core.recognition.job_titles import seniority_words
from baton.core.recognition.words import Reading, Words
from baton.leads.reading.kinds import negations


class _Attributes(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    origin: list[str]
    occupation: list[str]


class _File(BaseModel):
    """``vocabulary.yaml`` as it is written. Strict, since YAML reads a bare ``no`` as false."""

    model_config = ConfigDict(extra="forbid", strict=True)

    placeholders: list[str]
    attributes: _Attributes
    source: dict[str, list[str]]
    origin: dict[str, list[str]]
    occupation: dict[str, list[str]]
    free_mail: list[str]
    disposable_mail: list[str]
    hurry: list[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that triage knows, ready to be looked for."""

    source: Words
    origin: Words
    occupation: Words
    seniority: Words
    hurry: Words
    placeholders: frozenset[str]
    origin_names: frozenset[str]
    occupation_names: frozenset[str]
    free_mail: frozenset[str]
    disposable_mail: frozenset[str]

    @classmethod
    def load(cls) -> Self:
        """Reads the file beside this module. Raises ``ValidationError`` naming what is wrong in it."""
        written = _File.model_validate(packaged_yaml(__package__, "vocabulary.yaml"))
        return cls(
            source=Words(written.source),
            origin=Words(written.origin),
            occupation=Words(written.occupation),
            seniority=seniority_words(),
            hurry=Words({"hurry": written.hurry}, negations=negations(), revocable=("hurry",)),
            placeholders=_lines(written.placeholders),
            origin_names=_lines(written.attributes.origin),
            occupation_names=_lines(written.attributes.occupation),
            free_mail=frozenset(written.free_mail),
            disposable_mail=frozenset(written.disposable_mail),
        )


def _lines(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(Reading.of(phrase).line for phrase in phrases)

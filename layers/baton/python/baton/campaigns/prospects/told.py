"""What a source said about one field of a record, and which of several words counts. Pure.

A record is the set of what was told of it: nothing is lost when records are merged, and the order in
which they come changes nothing. The value of a field is chosen when it is read.

The conflict rule: the more trusted source first (``RANK``), then the newer word, then the value that
comes first in the alphabet, so that every machine chooses the same.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints

from baton.core.contract import Contract, UtcDatetime
from baton.core.text import plain_text, readable

SourceName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")]
"""A source, as ``companies_house``."""

OWN_FILES, COMPANIES_HOUSE, GLEIF = "own_files", "companies_house", "gleif"
PEOPLE_DATA_LABS, APOLLO, HUNTER = "people_data_labs", "apollo", "hunter"
WEBSITES = "websites"

RANK = (OWN_FILES, COMPANIES_HOUSE, GLEIF, WEBSITES, PEOPLE_DATA_LABS, APOLLO, HUNTER)
"""Sources, the most trusted first: what the company keeps itself, registers, what a company says of
itself, then those who collect. A source that is not named here comes last.
"""


class LegalBasis(StrEnum):
    """Why a value may be held (GDPR, article 6)."""

    LEGITIMATE_INTEREST = "legitimate_interest"
    """article 6(1)(f): the person is told, and may object"""
    CONSENT = "consent"
    NOT_PERSONAL = "not_personal"
    """it tells of a company, of no natural person"""


Value = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(plain_text)]


class SourcedValue(Contract):
    """One source's word about one field. ``where`` is the page, file or record it stands in."""

    field: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")]
    value: Value
    source: SourceName
    at: UtcDatetime
    basis: LegalBasis
    where: str | None = Field(default=None, max_length=500)


class SourcedRecord(Contract):
    """What was told of one thing: the newest word of each source about each field."""

    told: tuple[SourcedValue, ...] = Field(max_length=200)

    @classmethod
    def of(
        cls,
        source: str,
        at: object,
        basis: LegalBasis,
        *,
        where: str | None = None,
        **values: object,
    ) -> Self:
        """What one source tells at a moment; fields that it leaves empty, or fills with what is no text,
        are not told. Characters that are no text are left out: a source's answer is not ours to refuse.
        """
        return cls(
            told=tuple(
                SourcedValue.model_validate(
                    {
                        "field": name,
                        "value": said,
                        "source": source,
                        "at": at,
                        "basis": basis,
                        "where": _said(where) or None,
                    }
                )
                for name, value in sorted(values.items())
                if (said := _said(value)[:300])
            )
        )

    def words(self, field: str) -> tuple[SourcedValue, ...]:
        """Everything told about a field, what counts first."""
        about = [one for one in self.told if one.field == field]
        return tuple(sorted(about, key=_precedence))

    def word(self, field: str) -> SourcedValue | None:
        """The word that counts about a field."""
        return next(iter(self.words(field)), None)

    def value(self, field: str) -> str | None:
        """The value that counts of a field; ``None`` if nobody told."""
        found = self.word(field)
        return found.value if found else None

    @property
    def sources(self) -> tuple[str, ...]:
        """Who told of it, in the order of the alphabet."""
        return tuple(sorted({one.source for one in self.told}))

    @classmethod
    def merged(cls, records: Iterable[Self]) -> Self:
        """One record with everything that several tell of the same thing. The order of ``records`` and
        how often each comes change nothing.
        """
        newest: dict[tuple[str, str], SourcedValue] = {}
        for one in (told for record in records for told in record.told):
            key = (one.field, one.source)
            if key not in newest or _precedence(one) < _precedence(newest[key]):
                newest[key] = one
        return cls(told=tuple(newest[key] for key in sorted(newest)))


def _precedence(one: SourcedValue) -> tuple[int, float, str, str, bool, str]:
    rank = RANK.index(one.source) if one.source in RANK else len(RANK)
    return (
        rank,
        -one.at.timestamp(),
        one.value,
        one.basis.value,
        one.where is None,
        one.where or "",
    )


def _said(value: object) -> str:
    """A source's value as a line of at most 500 characters; empty if it is no text and no number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(readable(str(value)[:2_000]).split())[:500].strip()

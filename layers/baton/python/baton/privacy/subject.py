"""Whose records, as leads, are whose, and the erasure of a person (requirement B7).

A person has no id of their own: they are known by the hashes of the e-mail addresses, external ids and
phone numbers of their records, each of which is a ``PersonKey``. What belongs together is found from any
of them.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import ULID_PATTERN, Contract, Ulid, UtcDatetime

_PREFIX = "person#"

PersonKey = Annotated[str, StringConstraints(pattern=rf"^{_PREFIX}[0-9a-f]{{64}}$")]
"""A person by one thing known of them: the hash of an e-mail address, a number or an external id."""

SUBJECT_PATTERN = rf"^(?:[0-9a-f]{{64}}|{ULID_PATTERN.strip('^$')})$"

SubjectId = Annotated[str, StringConstraints(pattern=SUBJECT_PATTERN)]
"""A person as callers name them: the 64 hexadecimal digits of one of their keys, or a record's id."""


def email_key(email: str) -> str:
    """The key of an e-mail address, whatever its case and Unicode form."""
    return _key(f"email:{unicodedata.normalize('NFKC', email).casefold()}")


def external_key(external_id: str) -> str:
    """The key of an external id, as it is."""
    return _key(f"external_id:{external_id}")


def phone_key(number: str) -> str:
    """The key of a phone number in E.164 form, as ``+436641234567``."""
    return _key(f"phone:{number}")


_ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,255}")


def keys_in(text: str) -> tuple[str, ...]:
    """The key of a cell that holds an e-mail address and nothing else; none of any other."""
    given = text.strip().removeprefix("mailto:")
    return (email_key(given),) if _ADDRESS.fullmatch(given) else ()


_BETWEEN_WORDS = re.compile(r"[\s,;|\"'<>]+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text that is no row, for what they name."""
    return tuple(word for word in _BETWEEN_WORDS.split(text) if word)


def record_key(kind: str, record_id: str) -> str:
    """The key of a person of whom nothing is known but a record, as ``lead``."""
    return _key(f"{kind}:{record_id}")


def person_key(digest: str) -> str:
    """The key with these 64 hexadecimal digits."""
    return f"{_PREFIX}{digest}"


def digest_of(key: str) -> str:
    """The hexadecimal digits of a key: the person's id to callers."""
    return key.removeprefix(_PREFIX)


def is_person_key(subject: str) -> bool:
    """Whether a subject is a key, and not a record's id or a key's digits."""
    return subject.startswith(_PREFIX)


def _key(known: str) -> str:
    return person_key(hashlib.sha256(known.encode()).hexdigest())


class Origin(Contract):
    """The row of a file from which something came."""

    import_id: str
    row: int = Field(ge=1)


class NamedRow(Origin):
    """A row that became no record, with all keys it names: they hang together as a record's do."""

    keys: tuple[PersonKey, ...] = ()


class Tie(Contract):
    """That a record is a person's: all keys of the person that it names, when it was received, the row
    it came from, and the claims on that row's content. Without anything personal.

    ``number`` is the key of its phone number. The lead is found by it, but two leads with one number
    are not one person's by that alone, since colleagues share numbers; a lead of which nothing else
    is known has it among its ``keys``.
    """

    record_id: Ulid
    keys: tuple[PersonKey, ...]
    number: PersonKey | None = None
    received_at: UtcDatetime
    origin: Origin | None = None
    row_claims: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[PersonKey, ...]:
        """The keys under which the lead is found."""
        return tuple(dict.fromkeys((*self.keys, self.number))) if self.number else self.keys


@dataclass(frozen=True, slots=True)
class PersonClaim:
    """That a record is the only one of its person until a moment, by these keys of the person's."""

    keys: tuple[str, ...]
    until: datetime


class ErasureStatus(StrEnum):
    """How far an erasure has come."""

    UNDER_WAY = "under_way"
    ERASED = "erased"
    """everything is gone; whatever was in flight is looked for once more"""
    VERIFIED = "verified"
    """looked for again after everything that was in flight had ended"""


class Erasure(Contract):
    """An erasure. ``subject`` is the id it was asked for with, ``keys`` are all of the person's, and
    ``erased`` counts what is gone by store. Nothing personal is in it.
    """

    erasure_id: Ulid
    subject: SubjectId
    keys: tuple[PersonKey, ...]
    untied: tuple[Tie, ...] = Field(
        default=(), description="records asked for by id that are older than ties, or were restored"
    )
    status: ErasureStatus = ErasureStatus.UNDER_WAY
    requested_by: str
    requested_at: UtcDatetime
    erased_at: UtcDatetime | None = None
    verified_at: UtcDatetime | None = None
    records: int = Field(default=0, ge=0, description="records erased so far")
    erased: dict[str, int] = Field(default_factory=dict)
    correlation_id: str

"""What every contract has in common: strict about names, immutable, JSON in and out."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Self, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema

from baton.core.exact_types import exact

ULID_PATTERN = r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$"


class Contract(BaseModel):
    """Base of every value that crosses a border: unknown fields are faults, values do not change.

    The text of a validation error does not repeat the value: it may be personal, and errors are
    logged. Types are those that the document says: ``true`` is no number, ``"t"`` no truth, and ``0`` no
    day. Files that people write in words are ``in_words``: there ``"5"`` is a number.
    """

    in_words: ClassVar[bool] = False

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        return schema if cls.in_words else cast("CoreSchema", exact(schema))

    def to_json(self) -> dict[str, Any]:
        """The value as JSON types, without fields that are unset."""
        return self.model_dump(mode="json", exclude_none=True)


def digest_of(value: BaseModel) -> str:
    """SHA-256 of what it says, in hexadecimal: the same for the same only."""
    return sha256(value.model_dump_json().encode()).hexdigest()


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("needs a time zone, for example 2026-03-01T09:30:00Z")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies outside the years 1 to 9999 in UTC") from None


Ulid = Annotated[str, StringConstraints(pattern=ULID_PATTERN)]
"""A ULID: 26 characters of Crockford base 32, sortable by time (github.com/ulid/spec)."""

SubjectName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""What a case or a decision is about, as ``lead``: the name that the subject's area has for it."""

UtcDatetime = Annotated[datetime, AfterValidator(_in_utc)]
"""A moment with a time zone, held in UTC; naive times are refused."""


class Versioned(Contract):
    """A document with optimistic locking: what is kept is replaced by its next version only."""

    version: int = Field(default=1, ge=1, description="grows by one with every change")

    def next_version(self, now: datetime | None = None, /, **changes: object) -> Self:
        """The document as it is to be kept next, with ``changes``.

        One that says when it was last changed (``updated_at``) needs ``now``, others have no use for
        it. Raises ``TypeError`` if that is not so, and for a field that the document has not.
        """
        fields = type(self).model_fields
        if unknown := changes.keys() - fields.keys():
            raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")
        if ("updated_at" in fields) != (now is not None):
            raise TypeError(
                f"{type(self).__name__}: the time goes with updated_at, and only with it"
            )
        moment = {"updated_at": now} if now else {}
        return self.model_copy(update={**changes, **moment, "version": self.version + 1})

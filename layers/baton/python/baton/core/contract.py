"""What every contract has in common: strict about names, immutable, JSON in and out."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

ULID_PATTERN = r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$"


class Contract(BaseModel):
    """Base of every value that crosses a border: unknown fields are faults, values do not change.

    The text of a validation error does not repeat the value: it may be personal, and errors are
    logged.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True
    )

    def to_json(self) -> dict[str, Any]:
        """The value as JSON types, without fields that are unset."""
        return self.model_dump(mode="json", exclude_none=True)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("needs a time zone, for example 2026-03-01T09:30:00Z")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies outside the years 1 to 9999 in UTC") from None


Ulid = Annotated[str, StringConstraints(pattern=ULID_PATTERN)]
"""A ULID: 26 characters of Crockford base 32, sortable by time (github.com/ulid/spec)."""

UtcDatetime = Annotated[datetime, AfterValidator(_in_utc)]
"""A moment with a time zone, held in UTC; naive times are refused."""

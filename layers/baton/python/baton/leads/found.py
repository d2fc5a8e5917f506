"""What is kept with a lead whom a campaign found, and who gave us nothing themselves (GDPR, article
14).
"""

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime

FOUND = "found"
"""The ``source`` of a lead who was found."""

ROLE = "address_is_role"
"""The attribute that says that an address is one of a role, as ``info@``, and of no person."""


class FieldSource(Contract):
    """Where a field was read."""

    field: str = Field(max_length=40)
    source: str = Field(max_length=40)
    where: str | None = Field(default=None, max_length=500)


class HowFound(Contract):
    """Where a lead was found, why the data may be held, and until when the person must have been told of
    it. ``told`` has the source of each field.
    """

    run_id: Ulid
    basis: str = Field(max_length=40)
    told: tuple[FieldSource, ...] = Field(default=(), max_length=200)
    found_at: UtcDatetime
    notice_by: UtcDatetime

    @property
    def sources(self) -> tuple[str, ...]:
        """Who told of the person, in the order of the alphabet."""
        return tuple(sorted({one.source for one in self.told}))

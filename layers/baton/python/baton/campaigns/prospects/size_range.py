"""How many people a company has, as far as anybody says: a range. Pure.

A band is no number: "11-50" is never more than 50, "51-200" always is, and "10001+" has no upper end.
What nobody told is unknown and not 0.
"""

import re
from typing import Self

from pydantic import Field, model_validator

from baton.core.contract import Contract

MOST = 10_000_000

_BAND = re.compile(r"(\d{1,8})(?:-(\d{1,8})|(\+))?")


class SizeRange(Contract):
    """At least ``least`` and at most ``most`` people, both included; ``most`` of ``None`` has no end."""

    least: int = Field(ge=0, le=MOST)
    most: int | None = Field(default=None, ge=0, le=MOST)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most is not None and self.most < self.least:
            raise ValueError("the upper end of a range is not below the lower")
        return self

    @classmethod
    def read(cls, text: object) -> Self | None:
        """A count ("87") or a band ("51-200", "10001+", "1,001 - 5,000 employees"); ``None`` for
        anything else. Nothing and 0 are unknown.
        """
        bare = re.sub(r"(?i)\s*(employees|people|mitarbeiter|staff)\s*$", "", str(text or ""))
        bare = re.sub(r"[\s,.'_]", "", bare).replace("\u2013", "-").replace("\u2014", "-")
        found = _BAND.fullmatch(bare)
        if found is None:
            return None
        least, upper, open_end = int(found[1]), found[2], found[3]
        most = None if open_end else int(upper) if upper else least
        if most == 0 or least > MOST or (most is not None and not least <= most <= MOST):
            return None
        return cls(least=least, most=most)

    def above(self, count: int) -> bool | None:
        """Whether it is more than ``count``; ``None`` if the range has both."""
        if self.least > count:
            return True
        return False if self.most is not None and self.most <= count else None

    def overlaps(self, other: Self) -> bool:
        """Whether a size can be in both."""
        return (self.most is None or other.least <= self.most) and (
            other.most is None or self.least <= other.most
        )

    @property
    def text(self) -> str:
        """As "51-200", "10001+" or "87"."""
        if self.most is None:
            return f"{self.least}+"
        return str(self.least) if self.least == self.most else f"{self.least}-{self.most}"

"""What an error of a platform means: what to do now. The table is data, ``errors.yaml``."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from baton.campaigns.ads.shipped import shipped
from baton.core.errors import BatonError


class ErrorAction(StrEnum):
    """What to do about an error."""

    WAIT = "wait"
    """as long as the platform says; nothing happened"""
    DEFER = "defer"
    """until the platform counts anew; nothing happened"""
    RETRY = "retry"
    """a few times at once; nothing happened"""
    LOOK_UP = "look_up"
    """nobody knows whether it happened"""
    SMALLER = "smaller"
    """ask for less at a time; nothing happened"""
    CONFIGURE = "configure"
    """authorise Baton anew, or put its configuration right; nothing happened"""
    PERMANENT = "permanent"
    """the platform will never take it"""


class PlatformFault(BatonError):
    """An error of a platform. ``wait`` is in seconds, where the platform says how long; ``code`` is the
    platform's own word for it.
    """

    def __init__(
        self, do: ErrorAction, text: str, *, code: str = "", wait: float | None = None
    ) -> None:
        super().__init__(text)
        self.do = do
        self.code = code
        self.wait = wait


class _Row(BaseModel):
    """One row: it fits an error that has one of ``codes`` (any if there are none), one of ``subcodes``,
    ``says`` in its text, and is of a read or of a write if ``when`` says so.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    do: ErrorAction
    codes: tuple[str, ...] = ()
    subcodes: tuple[str, ...] = ()
    says: str = ""
    when: Annotated[str, Field(pattern="^(read|write|)$")] = ""

    def fits(self, code: str, subcode: str, text: str, *, write: bool) -> bool:
        return (
            (not self.codes or code in self.codes)
            and (not self.subcodes or subcode in self.subcodes)
            and self.says.lower() in text.lower()
            and self.when in ("", "write" if write else "read")
        )


@cache
def _table() -> Mapping[str, tuple[_Row, ...]]:
    given: dict[str, list[dict[str, Any]]] = shipped("errors.yaml")
    return {name: tuple(map(_Row.model_validate, rows)) for name, rows in given.items()}


def what_to_do(
    platform: str, code: str, *, subcode: str = "", text: str = "", write: bool = False
) -> ErrorAction:
    """What to do about an error of a platform: the first row of the table that fits; what no row knows
    is permanent.
    """
    for row in _table()[platform]:
        if row.fits(code, subcode, text, write=write):
            return row.do
    return ErrorAction.PERMANENT

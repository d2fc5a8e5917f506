"""One page of a listing."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Items in order, and the opaque cursor of the next page (``None`` at the end)."""

    items: tuple[Item, ...]
    cursor: str | None = None

"""Which areas are here, and what each contributes to the platform.

An area is a package of ``baton`` with a module ``container``. What the platform must know of it stands
in modules named the same in every area, as ``baton.leads.events``: the platform asks for them by that
name and so never imports an area.
"""

import importlib
import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import baton

Entry = TypeVar("Entry")
Name = TypeVar("Name", bound=str)


def enabled() -> tuple[str, ...]:
    """The areas that are on: those that ``BATON_AREAS`` names with commas between, all without it."""
    named = os.environ.get("BATON_AREAS")
    if named is None:
        return _all()
    return tuple(area for area in _all() if area in named.split(","))


def contributions(module: str) -> Iterator[ModuleType]:
    """The module of this name of every area that is on and has one, in the order of their names."""
    for area in enabled():
        if found := _module(f"baton.{area}.{module}"):
            yield found


def by_name(
    kind: str, entries: Iterable[Entry], name: Callable[[Entry], Name]
) -> dict[Name, Entry]:
    """What is registered, by its name. Raises ``ValueError`` if two have the same one; ``kind`` says
    there what they are, as "the remedy".
    """
    found: dict[Name, Entry] = {}
    for one in entries:
        if name(one) in found:
            raise ValueError(f"{kind} {name(one)} is registered twice")
        found[name(one)] = one
    return found


@cache
def _module(name: str) -> ModuleType | None:
    """Kept, as some ask again with every request, and looking for what is not there reads folders."""
    return importlib.import_module(name) if find_spec(name) else None


@cache
def _all() -> tuple[str, ...]:
    places = (Path(place) for place in baton.__path__)
    found = (file.parent.name for place in places for file in place.glob("*/container.py"))
    return tuple(sorted(found))

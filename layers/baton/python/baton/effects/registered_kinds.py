"""The kinds of effects that are registered: the platform's, and those of every area that is on."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated

from pydantic import AfterValidator

from baton.core import areas
from baton.effects import effect_kinds
from baton.effects.effect import KindName
from baton.effects.kind import RegisteredKind


@cache
def registered_kinds() -> Mapping[str, RegisteredKind]:
    """The platform's kinds and those of every area that is on, by name. Raises ``ValueError`` if two
    have the same name.
    """
    entries: Iterable[RegisteredKind] = (
        kind
        for module in (effect_kinds, *areas.contributions("effect_kinds"))
        for kind in module.EFFECT_KINDS
    )
    return areas.by_name("the kind of effects", entries, lambda kind: kind.name)


def _reaching_people(name: str) -> str:
    known = [kind.name for kind in registered_kinds().values() if kind.reaches_people]
    if name not in known:
        raise ValueError(f"must be one of {', '.join(known)}")
    return name


ContactKind = Annotated[KindName, AfterValidator(_reaching_people)]
"""A registered kind by which a person is contacted."""

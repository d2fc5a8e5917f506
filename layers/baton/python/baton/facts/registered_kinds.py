"""The kinds of facts that are registered, by the areas that are on."""

from collections.abc import Iterable, Mapping
from functools import cache

from baton.core import areas
from baton.facts.kind import FactKind


@cache
def fact_kinds() -> Mapping[str, FactKind]:
    """By name. Raises ``ValueError`` if two have the same name."""
    entries: Iterable[FactKind] = (
        kind for module in areas.contributions("fact_kinds") for kind in module.FACT_KINDS
    )
    return areas.by_name("the kind of facts", entries, lambda kind: kind.name)

"""The agents that areas register to be asked in words, read from ``baton/<area>/asked/<agent>.yaml``:
what infrastructure must know of them. This module reads no code.
"""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from infra.spec_files import ROOT, read_yaml

_PACKAGES = ROOT / "layers" / "baton" / "python" / "baton"


class AskedAgent(NamedTuple):
    """One of them. ``workflow`` asks it for whoever answers customers."""

    name: str
    area: str
    seconds: int
    workflow: str | None


@cache
def asked_agents() -> tuple[AskedAgent, ...]:
    """All of them, by their names."""
    found = []
    for file in sorted(_PACKAGES.glob("*/asked/*.yaml")):
        said = read_yaml(file)
        area = file.parent.parent.name
        found.append(AskedAgent(file.stem, area, int(said["seconds"]), said.get("workflow")))
    return tuple(sorted(found))


def asked_agents_on(areas: Collection[str]) -> tuple[AskedAgent, ...]:
    """Those of the areas that are on."""
    return tuple(one for one in asked_agents() if one.area in areas)

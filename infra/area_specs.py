"""What an area is to the rest of Baton: ``functions/<area>/area.yaml``, read and checked.

The platform knows no area. What its functions do with an area's tables, files and workflows, by what the
area registers in its package of the shared library, is granted here, and goes when the area is off.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from infra.asked_agents import asked_agents_on
from infra.configuration import PLATFORM, Configuration
from infra.function_specs import FunctionSpec, Permissions, function_specs, workflow_areas
from infra.setting_specs import settings_by_area
from infra.spec_files import ROOT, SpecError, SpecPart, checked, place, read_fields
from infra.table_specs import area_of_table

AREA_FILE = "area.yaml"


class FunctionGrant(Permissions):
    """What an area adds to a function of the platform."""

    hears: tuple[str, ...] = ()
    """events that come into the function's queue"""
    settings: tuple[str, ...] = ()
    """of the area's own that the function is told"""


class DecidedCase(SpecPart):
    """What goes on when a person has decided a case about something of this area."""

    calls: str
    """the function that is called with the decision"""
    subject_as: str
    """under which name it is told what the case is about"""


class AreaSpec(SpecPart):
    """One area."""

    name: str
    packages: tuple[str, ...]
    """its packages of ``baton``; one of the area's name unless the file says others"""
    scopes: Mapping[str, str] = {}
    """what tokens may be good for, each with a description"""
    clients: Mapping[str, tuple[str, ...]] = {}
    """callers, each with its scopes"""
    grants: Mapping[str, FunctionGrant] = {}
    """by the name of the platform's function"""
    decided_cases: Mapping[str, DecidedCase] = {}
    """by the kind of subject that cases are about"""


@cache
def area_specs(functions: Path = ROOT / "functions") -> Mapping[str, AreaSpec]:
    """Every area by its name, the platform first. Raises ``SpecError``."""
    files = sorted(functions.glob(f"*/{AREA_FILE}"), key=lambda file: file.parent.name != PLATFORM)
    found = {file.parent.name: _read(file) for file in files}
    platform = {spec.name for spec in function_specs(functions) if spec.area == PLATFORM}
    for name, area in found.items():
        file, own = functions / name / AREA_FILE, settings_by_area(functions).get(name, {})
        for function, grant in area.grants.items():
            if function not in platform:
                raise SpecError(f"{place(file)}: grants.{function}: is no function of the platform")
            if unknown := set(grant.settings) - set(own):
                raise SpecError(
                    f"{place(file)}: grants.{function}.settings: {min(unknown)} is no setting of {name}"
                )
    return found


def _read(file: Path) -> AreaSpec:
    name = file.parent.name
    return checked(AreaSpec, {"packages": [name], **read_fields(file), "name": name}, file)


def areas_on(configuration: Configuration) -> tuple[AreaSpec, ...]:
    """The platform and the areas that are on."""
    every = area_specs()
    return (every[PLATFORM], *(every[name] for name in configuration.areas))


def packages_on(configuration: Configuration) -> tuple[str, ...]:
    """The packages of ``baton`` that belong to areas that are on, by name."""
    areas = (area for area in areas_on(configuration) if area.name != PLATFORM)
    return tuple(sorted(package for area in areas for package in area.packages))


def functions_on(configuration: Configuration) -> tuple[FunctionSpec, ...]:
    """The functions of the areas that are on, with what these areas grant them; of tables and workflows
    of areas that are off, they know nothing."""
    on = areas_on(configuration)
    names = {area.name for area in on}
    return tuple(
        _reduced(_granted(spec, on), names) for spec in function_specs() if spec.area in names
    )


def _granted(spec: FunctionSpec, areas: Iterable[AreaSpec]) -> FunctionSpec:
    if spec.asks_agents:
        asked = (one.workflow for one in asked_agents_on({area.name for area in areas}))
        spec = spec.granted(Permissions(runs=tuple(one for one in asked if one)))
    for area in areas:
        if spec.area == PLATFORM and (grant := area.grants.get(spec.name)):
            told = (*spec.settings, *grant.settings)
            spec = spec.granted(grant).model_copy(update={"settings": told})
            if grant.hears and (queue := spec.triggers.queue):
                heard = queue.model_copy(update={"events": (*queue.events, *grant.hears)})
                triggers = spec.triggers.model_copy(update={"queue": heard})
                spec = spec.model_copy(update={"triggers": triggers})
    return spec


def _reduced(spec: FunctionSpec, areas: set[str]) -> FunctionSpec:
    workflows = workflow_areas()
    return spec.model_copy(
        update={
            "tables": {
                name: access for name, access in spec.tables.items() if area_of_table(name) in areas
            },
            **{
                kind: tuple(name for name in getattr(spec, kind) if workflows[name] in areas)
                for kind in ("runs", "starts", "answers")
            },
        }
    )

"""The tables, as ``infra/tables/<area>.yaml`` and ``docs/data-model.md`` describe them."""

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from infra.spec_files import ROOT, SpecError, SpecPart, checked, place, read_fields

TABLES = ROOT / "infra" / "tables"


class TableSpec(SpecPart):
    """Keys are text unless ``number`` names them. Indexes hold keys only, unless ``whole``."""

    key: str
    sort: str | None = None
    number: frozenset[str] = frozenset()
    indexes: Mapping[str, tuple[str, str]] = {}
    local_indexes: Mapping[str, str] = {}
    whole: bool = False
    """indexes hold everything: for small items that are read often and written seldom"""
    expires: str | None = None
    """where items have the moment of their own at which they end"""
    stays: str | None = None
    """why items stay, of a table that neither ends by itself nor after ``days``"""
    days: int | None = Field(default=None, ge=1)
    """after which an item ends that was not written again, unless ``retention`` in the configuration
    says otherwise, but not less than ``least_days``"""
    least_days: int = 30
    stream: bool = False


class _Tables(SpecPart):
    tables: Mapping[str, TableSpec]


@cache
def tables_by_area() -> Mapping[str, Mapping[str, TableSpec]]:
    """The tables of every area by name. Raises ``SpecError``."""
    found: dict[str, Mapping[str, TableSpec]] = {}
    owners: dict[str, str] = {}
    for file in sorted(TABLES.glob("*.yaml")):
        area = file.stem
        found[area] = checked(_Tables, {"tables": read_fields(file)}, file).tables
        for name in found[area]:
            if (owner := owners.setdefault(name, area)) != area:
                raise SpecError(f"{place(file)}: {name}: is a table of {owner} already")
    return found


def table_specs() -> Mapping[str, TableSpec]:
    """Every table by name, of whichever area."""
    return {name: spec for tables in tables_by_area().values() for name, spec in tables.items()}


def area_of_table(name: str) -> str:
    """Whose table it is. Raises ``KeyError``."""
    return {table: area for area, tables in tables_by_area().items() for table in tables}[name]

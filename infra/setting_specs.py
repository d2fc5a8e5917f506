"""What an area can be told by whoever deploys it: ``functions/<area>/settings.yaml``, read and checked.

Each setting becomes a field of ``behaviour`` in the configuration, and an environment variable of the
functions that name it in their ``function.yaml``; ``baton.<area>.settings`` reads it there.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self, TypeAlias

from pydantic import BaseModel, Field, ValidationError, create_model, model_validator

from infra.spec_files import ROOT, SpecError, SpecPart, checked, place, read_fields

SETTINGS_FILE = "settings.yaml"

Value: TypeAlias = bool | int | float | str

_KINDS: Mapping[str, type[Value]] = {"switch": bool, "whole": int, "number": float, "text": str}


class SettingSpec(SpecPart):
    """One setting. The code's own default is the same, so that a function which is not told decides as
    one that is."""

    kind: Literal["switch", "whole", "number", "text"]
    default: Value
    at_least: float | None = None
    at_most: float | None = None
    on_one_machine: Value | None = None
    """in the place of the default there, as a stand-in's address"""
    means: str
    """with its unit, for people"""

    @model_validator(mode="after")
    def _fits_itself(self) -> Self:
        try:
            create_model("Setting", value=self.field)()
        except ValidationError as error:
            raise ValueError(f"its own default is wrong: {error.errors()[0]['msg']}") from error
        return self

    @property
    def field(self) -> tuple[type[Value], Any]:
        """As pydantic's ``create_model`` takes it."""
        return _KINDS[self.kind], Field(
            default=self.default,
            description=self.means,
            validate_default=True,
            ge=self.at_least,
            le=self.at_most,
        )


class _Settings(SpecPart):
    settings: Mapping[str, SettingSpec]


@cache
def settings_by_area(
    functions: Path = ROOT / "functions",
) -> Mapping[str, Mapping[str, SettingSpec]]:
    """The settings of every area by name. Areas may share one, if they say the same of it. Raises
    ``SpecError``."""
    found: dict[str, Mapping[str, SettingSpec]] = {}
    known: dict[str, tuple[str, SettingSpec]] = {}
    for file in sorted(functions.glob(f"*/{SETTINGS_FILE}")):
        area = file.parent.name
        found[area] = checked(_Settings, {"settings": read_fields(file)}, file).settings
        for name, spec in found[area].items():
            other, same = known.setdefault(name, (area, spec))
            if spec != same:
                raise SpecError(f"{place(file)}: {name}: is another setting of {other} already")
    return found


def with_settings_of_areas(
    base: type[BaseModel], functions: Path = ROOT / "functions"
) -> type[BaseModel]:
    """The ``base`` with the settings of all areas as further fields. Raises ``SpecError``."""
    fields: dict[str, Any] = {}
    for area, settings in settings_by_area(functions).items():
        for name, spec in settings.items():
            if name in base.model_fields:
                file = functions / area / SETTINGS_FILE
                raise SpecError(f"{place(file)}: {name}: is a setting of the platform already")
            fields[name] = spec.field
    made: type[BaseModel] = create_model(base.__name__, __base__=base, **fields)
    return made

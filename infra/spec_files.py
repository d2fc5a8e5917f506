"""Reading the YAML files that describe parts of Baton, with errors that name the file and the field."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

ROOT = Path(__file__).resolve().parent.parent
"""The repository."""

Spec = TypeVar("Spec", bound=BaseModel)


class SpecError(ValueError):
    """A file that cannot be used; the text names the file and each field."""


class SpecPart(BaseModel):
    """A part of a file: every field is known, and nothing changes after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_yaml(file: Path) -> Any:
    """What a YAML file says. Raises ``yaml.YAMLError``."""
    # libyaml, many times as fast, is not on every machine.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (safe)


def read_fields(file: Path) -> dict[str, Any]:
    """The fields of a YAML file. Raises ``SpecError``."""
    try:
        given = read_yaml(file)
    except yaml.YAMLError as error:
        raise SpecError(f"{place(file)}: is not YAML: {error}") from error
    if not isinstance(given, dict):
        raise SpecError(f"{place(file)}: should hold fields, as memory_mb: 512")
    return given


def checked(kind: type[Spec], fields: dict[str, Any], file: Path) -> Spec:
    """The fields as a ``kind``. Raises ``SpecError`` with the file and every field that is wrong."""
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors()
        )
        raise SpecError(f"{place(file)}: {'; '.join(faults)}") from error


def place(file: Path) -> str:
    """A file's path as people know it: from the repository's root, if it is in there."""
    return str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else str(file)

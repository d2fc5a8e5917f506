"""What a function is told by its environment, read and checked: the base of the platform's settings and
of each area's.
"""

import json
import os
from collections.abc import Mapping
from typing import Any, Self, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

PREFIX = "BATON_"


class EnvironmentSettings(BaseModel):
    """Settings by name, from the environment variables ``BATON_`` and the name in capitals. A setting
    that is a mapping stands there as JSON, as its field's example does.

    A function gets only the names it needs; using one that is not set is a deployment fault and
    raises ``LookupError`` through ``require``.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Reads ``BATON_*``. Raises ``LookupError`` naming every variable that is wrong."""
        given, faults = cls.variables(environment), []
        for name, field in cls.model_fields.items():
            text = given.get(name)
            if get_origin(field.annotation) is dict and isinstance(text, str):
                try:
                    given[name] = json.loads(text)
                except ValueError:
                    (example,) = field.examples or ["{}"]
                    faults.append(f"{variable_of(name)} must be JSON, as {example}")
                    del given[name]
        try:
            settings = cls.model_validate(given)
        except ValidationError as error:
            faults += [f"{_located(one['loc'])}: {one['msg']}" for one in error.errors()]
        if faults:
            raise LookupError(f"the environment is not right: {'; '.join(faults)}")
        return settings

    @classmethod
    def variables(cls, environment: Mapping[str, str]) -> dict[str, Any]:
        """The values of ``BATON_*`` by the names of settings."""
        return {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environment.items()
            if name.startswith(PREFIX)
        }

    def require(self, name: str) -> str:
        """The setting ``name``, which this function cannot do without."""
        value = getattr(self, name)
        if not value:
            raise not_set(name)
        return str(value)


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def not_set(name: str) -> LookupError:
    """The fault of a deployment that lacks a setting which a function needs."""
    return LookupError(f"set the environment variable {variable_of(name)}")


def _located(location: tuple[str | int, ...]) -> str:
    return variable_of(str(location[0])) + "".join(f"/{part}" for part in location[1:])

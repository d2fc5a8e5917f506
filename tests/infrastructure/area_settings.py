"""The settings that areas have of their own."""

from baton.core.areas import contributions
from baton.core.environment import EnvironmentSettings


def settings_of_areas() -> tuple[type[EnvironmentSettings], ...]:
    """The class in every area's ``settings``."""
    return tuple(
        one
        for module in contributions("settings")
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, EnvironmentSettings)
        if one.__module__ == module.__name__
    )

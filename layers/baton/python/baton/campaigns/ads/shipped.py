"""The tables that are shipped beside the adapters."""

from functools import cache
from typing import Any

from baton.core.packaged_yaml import packaged_yaml


@cache
def shipped(name: str) -> Any:
    """What a YAML file of this package says, read once; ``name`` is its path in it."""
    return packaged_yaml(__package__, name)

"""The files that lie beside the code."""

from importlib.resources import files
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]  # libyaml is not everywhere


def text_of(name: str) -> str:
    """A file of this package as text."""
    return files("functions.platform.api").joinpath(name).read_text(encoding="utf-8")


def table_of(name: str) -> Any:
    """A YAML file of this package."""
    return yaml.load(text_of(name), Loader=SafeLoader)

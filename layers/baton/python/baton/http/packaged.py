"""The files that lie beside the code."""

from importlib.resources import files
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]  # libyaml is not everywhere


def text_of(package: str, name: str) -> str:
    """A file of a package as text."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def table_of(package: str, name: str) -> Any:
    """A YAML file of a package."""
    return yaml.load(text_of(package, name), Loader=SafeLoader)

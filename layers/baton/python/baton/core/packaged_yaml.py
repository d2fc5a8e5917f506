"""YAML files that stand beside the code which reads them."""

from importlib.resources import files
from typing import Any


def packaged_yaml(package: str, *path: str) -> Any:
    """What a YAML file of a package says; whoever asks often keeps it."""
    import yaml

    text = files(package).joinpath(*path).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (safe)

"""YAML, and the files that stand beside the code which reads them."""

from importlib.resources import files
from typing import Any


def packaged_yaml(package: str, *path: str) -> Any:
    """What a YAML file of a package says; whoever asks often keeps it."""
    return yaml_of(packaged_text(package, *path))


def packaged_text(package: str, *path: str) -> str:
    """A file of a package as text."""
    return files(package).joinpath(*path).read_text(encoding="utf-8")


def yaml_of(text: str | bytes) -> Any:
    """What YAML says; no tag makes an object of ours. Raises ``yaml.YAMLError``."""
    import yaml

    # libyaml, many times as fast, is not on every machine.
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (safe)

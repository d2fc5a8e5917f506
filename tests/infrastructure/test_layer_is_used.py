"""What no function uses is not in the layer: tools and measurements stand beside it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from infra.area_specs import area_specs
from tests.infrastructure.synthesis import ROOT

LAYER = ROOT / "layers" / "baton" / "python"
PACKAGES = [package for area in area_specs().values() for package in area.packages]


def modules(place: Path, folder: str) -> Iterator[tuple[str, ast.Module]]:
    for file in (place / folder).rglob("*.py"):
        parts = file.relative_to(place).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name, ast.parse(file.read_text(encoding="utf-8"))


def beside_a_spec(name: str) -> bool:
    """Whether a module is found by the YAML file that lies beside it and has its name."""
    return (ROOT / name.replace(".", "/")).with_suffix(".yaml").exists()


def mentioned(tree: ast.Module) -> Iterator[str]:
    """What a module imports, also by a name in a text; and what it asks areas to contribute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
            yield from (f"baton.{package}.{node.value}" for package in PACKAGES)


def with_packages(name: str) -> Iterator[str]:
    """The name and all packages around it, whose code runs first."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def test_everything_in_the_layer_is_used_by_a_function() -> None:
    known = dict(modules(LAYER, "baton")) | dict(modules(ROOT, "functions"))
    waiting = [
        name for name in known if name.endswith((".handler", ".__main__")) or beside_a_spec(name)
    ]
    used: set[str] = set()
    while waiting:
        for name in with_packages(waiting.pop()):
            if name in known and name not in used:
                used.add(name)
                waiting += mentioned(known[name])
    assert len(used) > 300
    assert sorted(set(known) - used) == []

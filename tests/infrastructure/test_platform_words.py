"""The platform knows no area: nothing in its code is named after an area's things."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from infra.area_specs import area_specs
from tests.infrastructure.synthesis import ROOT

LAYER = ROOT / "layers" / "baton" / "python" / "baton"
PACKAGES = {package for area in area_specs().values() for package in area.packages}
WORDS = PACKAGES | {package.removesuffix("s") for package in PACKAGES}
"""Of areas and, as each is called after its things, of these."""

LEGITIMATE = {
    "current_leads": "what clients of the live updates know an agent's open tasks as",
    "experiment": "a term of statistics",
}


def named(tree: ast.AST) -> Iterator[str]:
    """What code calls things: variables, parameters, attributes, functions, classes, modules."""
    for node in ast.walk(tree):
        for field in ("id", "arg", "attr", "name", "module"):
            if isinstance(name := getattr(node, field, None), str):
                yield name


def of_areas(file: Path) -> set[str]:
    names = set(named(ast.parse(file.read_text(encoding="utf-8")))) - set(LEGITIMATE)
    return {name for name in names if WORDS & set(words_of(name))}


def words_of(name: str) -> list[str]:
    """``LEAD_id`` and ``LeadId`` as ``lead`` and ``id``."""
    return re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())


def test_no_name_in_the_platforms_code_is_of_an_area() -> None:
    files = [
        *(file for file in LAYER.rglob("*.py") if file.relative_to(LAYER).parts[0] not in PACKAGES),
        *(ROOT / "functions" / "platform").rglob("*.py"),
        *(ROOT / "infra" / "workflows" / "platform").rglob("*.py"),
        *(ROOT / "infra" / "constructs").rglob("*.py"),
        ROOT / "infra" / "stacks" / "platform.py",
    ]
    assert len(files) > 200
    found = {str(file.relative_to(ROOT)): names for file in files if (names := of_areas(file))}
    assert not found

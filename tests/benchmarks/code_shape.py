"""How long the code's files and functions are. Also what a test holds to the limits."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDERS = ("functions", "infra", "layers")
MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_FUNCTION = 40


@dataclass(frozen=True, order=True, slots=True)
class Length:
    """A file or function (``path``, or ``path:name``), and its lines."""

    lines: int
    name: str


def files(root: Path) -> list[Length]:
    """Every Python file, the longest first."""
    found = (Length(_lines(text), name) for name, text in _texts(root))
    return sorted(found, reverse=True)


def functions(root: Path) -> list[Length]:
    """Every function and method without its docstring, the longest first."""
    found = (
        Length(_own_lines(node), f"{name}:{node.name}")
        for name, text in _texts(root)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return sorted(found, reverse=True)


def _texts(root: Path) -> Iterator[tuple[str, str]]:
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def _lines(text: str) -> int:
    return len(text.splitlines())


def _own_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    whole = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node) is None:
        return whole
    said = node.body[0]
    return whole - ((said.end_lineno or said.lineno) - said.lineno + 1)

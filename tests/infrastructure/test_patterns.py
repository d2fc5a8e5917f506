"""A pattern's counts stay counts: in an f-string ``{1,9}`` is a tuple, which no pattern means."""

import ast
from pathlib import Path

import pytest

from infra.configuration import ROOT


def lost_counts(source: str) -> list[int]:
    """Lines on which an f-string has a number or tuple in braces, as ``rf"\\s{1,9}"``."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FormattedValue)
        and isinstance(node.value, ast.Constant | ast.Tuple)
        and not (isinstance(node.value, ast.Constant) and isinstance(node.value.value, str))
    ]


@pytest.mark.parametrize(
    ("text", "lost"), [(r"\s{1, 9}", 1), (r"\d{3}", 1), (r"\s{{1,9}}{name}", 0)]
)
def test_a_count_that_an_f_string_takes_for_a_value_is_found(text: str, lost: int) -> None:
    assert len(lost_counts(f'rf"{text}"')) == lost


@pytest.mark.parametrize("folder", ["functions", "layers", "infra", "tests", "tools"])
def test_no_f_string_takes_a_patterns_count_for_a_value(folder: str) -> None:
    found: dict[Path, list[int]] = {}
    for file in (ROOT / folder).rglob("*.py"):
        if lines := lost_counts(file.read_text(encoding="utf-8")):
            found[file.relative_to(ROOT)] = lines
    assert found == {}

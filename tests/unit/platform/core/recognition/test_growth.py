"""Every pattern in the code takes steps in proportion to the text that it is given.

A pattern without an endless repeat before something that can fail needs no trial. Of every other one the
steps are counted on growing texts made of what it repeats, between what it could begin or end with.
"""

import importlib
import re
from collections.abc import Iterator
from itertools import chain, product
from pathlib import Path
from typing import Any

import pytest

from tests.samples.pattern_steps import Steps, TooMany, repeated
from tests.unit.platform.core.recognition.test_linear_patterns import _parser, faults

ROOT = Path(__file__).parents[5]
SOURCES = (ROOT / "layers/baton/python", ROOT)
SHORT, LONG = 16, 32
LINEAR = 2.6
"""Twice the text is twice the steps; four times would be quadratic."""

FAILING = ("\0", "x1")


def modules() -> Iterator[tuple[str, str]]:
    """Name and source of every module that has a pattern."""
    for folder, root in (("baton", SOURCES[0]), ("functions", SOURCES[1])):
        for file in sorted((root / folder).rglob("*.py")):
            source = file.read_text(encoding="utf-8")
            if "re.compile" in source:
                yield ".".join(file.relative_to(root).with_suffix("").parts), source


def patterns() -> Iterator[tuple[str, re.Pattern[str], bool]]:
    """Name, pattern, and whether it is only ever asked about the text from its start."""
    for module, source in modules():
        for name, value in vars(importlib.import_module(module)).items():
            values: Any = value.values() if isinstance(value, dict) else (value,)
            if isinstance(value, tuple | list | frozenset):
                values = value
            found = [one for one in values if isinstance(one, re.Pattern)]
            ways = set(re.findall(rf"\b{name}(?:\[\w+\])?\.(\w+)\b", source)) if found else set()
            anchored = bool(ways) and ways <= {"fullmatch", "match"}
            yield from ((f"{module}.{name}", one, anchored) for one in found)


def grows(pattern: re.Pattern[str], *, anchored: bool) -> list[str]:
    """The texts whose steps grow faster than they do."""
    found, steps = [], Steps(pattern)
    trials = dict.fromkeys(chain(repeated(pattern), (("", one) for _, one in repeated(pattern))))
    for (before, piece), after in product(trials, FAILING):
        short, long = (before + piece * times + after for times in (SHORT, LONG))
        try:
            least = steps.of(short, anchored=anchored)
            steps.of(long, anchored=anchored, most=int(LINEAR * least + 60))
        except TooMany:
            found.append(f"{before!r} + {piece!r} * n + {after!r}")
    return found


SUSPECTS = [
    (name, pattern, anchored)
    for name, pattern, anchored in patterns()
    if list(faults(_parser.parse(pattern.pattern, pattern.flags)))
]


@pytest.mark.parametrize(("name", "pattern", "anchored"), SUSPECTS)
def test_steps_grow_with_the_text(name: str, pattern: re.Pattern[str], anchored: bool) -> None:
    assert grows(pattern, anchored=anchored) == [], f"{name}: {pattern.pattern}"


@pytest.mark.parametrize(
    ("quadratic", "anchored"),
    [
        (r"\d[\d ]{7,}x", False),
        (r"^\s*Status:", False),
        (r"\d[\d.,]*-?\D*", True),
        (r"(a+)+b", True),
        (r"[^\W_][\w-]*[.]", False),
    ],
)
def test_the_trial_knows_what_is_quadratic(quadratic: str, anchored: bool) -> None:
    assert grows(re.compile(quadratic, re.MULTILINE), anchored=anchored)


def test_the_trial_knows_what_is_not() -> None:
    assert grows(re.compile(r"[a-z]+(?:\.[a-z]+)*@x"), anchored=True) == []
    assert grows(re.compile(r"\{\w+\}"), anchored=False) == []
    assert len(SUSPECTS) > 20, "the code's patterns are found"

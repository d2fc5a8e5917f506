"""Every pattern that meets a stranger's text takes time in proportion to its length.

Two laws, without a clock. No pattern repeats without a limit before something that can still fail: such
a repeat is tried again from every place, which is how time becomes quadratic. And what Python does
around the patterns is counted in lines that run.
"""

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from types import FrameType
from typing import Any

import pytest

import baton.core.recognition
import baton.language.guards
from baton.core.recognition.personal import found_in
from baton.language.guards import form, money, names
from baton.language.guards.brand import Brand
from baton.language.guards.detector import Detector
from baton.language.guards.rules import Rules

_parser: Any = re._parser  # type: ignore[attr-defined]
UNLIMITED = _parser.MAXREPEAT
HOSTILE = (
    *(
        "(1-",
        "1 ",
        " 0",
        "1-",
        "1.1.",
        "01.01.",
        "2019 ",
        "+43 ",
        "0664 1234567 ",
        "1-345-899-3560x1 ",
    ),
    *("a@", "@a.", "a@b.", "a@b.cc", '"a"@', "%40", "\\", "::1:", "AT61 ", "4111 ", "tel ", "$1 "),
)


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for package in (baton.core.recognition, baton.language.guards):
        for found in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{found.name}")
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern):
                    yield f"{found.name}.{name}", value
    for made in (form.compiled(), *astuples(money.compiled(), names.compiled())):
        if isinstance(made, re.Pattern):
            yield made.pattern[:40], made
    for family in Rules.load()._families:
        yield f"rules.yaml {family.name}", family.pattern
    for name, rule in Brand.shipped().never.items():
        yield from ((f"brand.yaml {name}", re.compile(one)) for one in rule.patterns)


def may_be_nothing(node: Any) -> bool:
    """Whether it cannot fail: it is repeated never or more often."""
    return str(node[0]).endswith("_REPEAT") and node[1][0] == 0


def astuples(*compiled: Any) -> Iterator[Any]:
    for one in compiled:
        yield from (getattr(one, field.name) for field in fields(one))


def faults(tree: Any, *, last: bool = True) -> Iterator[str]:
    """Repeats without a limit that something follows; whether ``tree`` is the ``last`` of it all."""
    for at, (kind, given) in enumerate(tree):
        ends = last and all(may_be_nothing(one) for one in tree[at + 1 :])
        name = str(kind)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            _, most, inner = given
            if most is UNLIMITED and not ends:
                yield f"{name} without a limit before something else"
            yield from faults(inner, last=ends)
        elif name == "SUBPATTERN":
            yield from faults(given[3], last=ends)
        elif name == "ATOMIC_GROUP":
            yield from faults(given, last=ends)
        elif name == "BRANCH":
            for branch in given[1]:
                yield from faults(branch, last=ends)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            yield from faults(given[1], last=False)


@pytest.mark.parametrize(("name", "pattern"), list(patterns()))
def test_no_pattern_tries_an_endless_repeat_again_from_every_place(
    name: str, pattern: re.Pattern[str]
) -> None:
    assert list(faults(_parser.parse(pattern.pattern, pattern.flags))) == [], pattern.pattern


def test_the_law_knows_a_pattern_that_is_quadratic() -> None:
    old = r"(?<![\w.])\+?\d[\d ().-]{7,}\d(?!\w)"
    assert list(faults(_parser.parse(old)))
    assert not list(faults(_parser.parse(r"\d{1,9}x*")))


def lines_run(work: Callable[[], object]) -> int:
    """The lines of Python that run for it."""
    count = 0

    def trace(_frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", [*HOSTILE, "forget ", "tell me your ", "i g n o r e ", "1gn0r3 "])
def test_the_detector_s_work_grows_with_the_text(piece: str) -> None:
    judge = Detector.shipped().judge
    judge(piece * 10)
    short, long = (lines_run(lambda n=n: judge((piece * n)[:n])) for n in (600, 2_400))
    assert long <= 4.4 * short + 200


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_text_of_twice_the_length_takes_twice_the_work(piece: str) -> None:
    found_in(piece * 10)  # imports are no work of the text
    short, long = (lines_run(lambda n=n: found_in((piece * n)[:n])) for n in (600, 2_400))
    assert long <= 4.4 * short + 200

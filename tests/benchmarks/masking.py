"""How well what is personal is found in texts, by kind, and what finding it costs.

``personal_texts.yaml`` has texts with marks around what is personal, and texts without anything of the
kind; the phone numbers of all countries are libphonenumber's examples, in three ways of writing.
"""

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import yaml

from baton.core.masking import mask
from baton.core.recognition.personal import Personal, found_in
from tests.benchmarks.report import Section, at_most, cpu_per_call

TEXTS = Path(__file__).with_name("personal_texts.yaml")
_MARKED = re.compile(r"\{\{(\w+)\|(.*?)\}\}")
_SENTENCE = (
    "Time: first on Sunday 2026-03-08 14:03, in permitted hours of the time zone Europe/Vienna."
)
_HOSTILE = (
    "(1-",
    "1 ",
    " 0",
    "1.1.",
    "2019 ",
    "0664 1234567 ",
    "a@b.",
    '"a"@',
    "AT61 ",
    "4111 ",
    "tel ",
)
_SHORT, _TIMES = 10_000, 4
_IMPORT = """
import time
started = time.process_time()
import {module}
print((time.process_time() - started) * 1000)
"""


class Place(NamedTuple):
    """Something personal in a text."""

    kind: str
    begin: int
    end: int


def run() -> Iterator[Section]:
    """Precision and recall by kind, phone numbers by country, and the cost."""
    yield _by_kind()
    yield _of_all_countries()
    yield _cost()


def marked(line: str) -> tuple[str, set[Place]]:
    """A text without its marks, and what they were around."""
    text, places, at = "", set(), 0
    for mark in _MARKED.finditer(line):
        text += line[at : mark.start()]
        places.add(Place(mark[1], len(text), len(text) + len(mark[2])))
        text, at = text + mark[2], mark.end()
    return text + line[at:], places


def _by_kind() -> Section:
    lines = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for line in (*lines["with_somebody"], *lines["with_nobody"]):
        text, places = marked(line)
        found = {Place(one.kind.value, one.begin, one.end) for one in found_in(text)}
        right.update(one.kind for one in found & places)
        wrong.update(one.kind for one in found - places)
        missed.update(one.kind for one in places - found)
    nobody = len(lines["with_nobody"])
    section = Section(
        "Masking, by kind", note=f"Our own texts, {nobody} of them with nobody in it."
    )
    for kind in Personal:
        if right[kind] + missed[kind]:
            recall = 100 * right[kind] / (right[kind] + missed[kind])
            precision = 100 * right[kind] / (right[kind] + wrong[kind])
            section.add(f"{kind}: recall", recall, f"% of {right[kind] + missed[kind]}")
            section.add(f"{kind}: precision", precision, f"% of {right[kind] + wrong[kind]}")
    return section


def _of_all_countries() -> Section:
    from phonenumbers import SUPPORTED_REGIONS, PhoneNumberFormat, PhoneNumberType, format_number
    from phonenumbers import example_number_for_type as example

    kinds = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
    numbers = [
        (region, number)
        for region in sorted(SUPPORTED_REGIONS)
        for kind in kinds
        if (number := example(region, kind)) is not None
    ]
    section = Section(
        "Masking, phone numbers of all countries",
        note=f"{len(numbers)} example numbers of {len(SUPPORTED_REGIONS)} countries.",
    )
    for name, form, sentence, known in (
        (
            "with the country's code",
            PhoneNumberFormat.INTERNATIONAL,
            "{} is best after five",
            False,
        ),
        ("without it, called a phone's", PhoneNumberFormat.NATIONAL, "Call me at {}.", False),
        ("without it, country known", PhoneNumberFormat.NATIONAL, "{} is best after five", True),
        ("without it, nothing known", PhoneNumberFormat.NATIONAL, "{} is best after five", False),
    ):
        found = 0
        for region, number in numbers:
            written = format_number(number, form)
            text = sentence.format(written)
            regions = (region,) if known else ()
            begin = text.index(written)
            found += any(
                one.begin <= begin + 1 and one.end >= begin + len(written)
                for one in found_in(text, regions)
            )
        section.add(name, 100 * found / len(numbers), "%")
    return section


def _cost() -> Section:
    section = Section(
        "Masking, cost",
        note=f"The import is a process's own; growth is from {_SHORT:,} characters to {_TIMES} times "
        "as many, of the worst of the texts that were made to be slow.",
    )
    section.add("a sentence with a date and a time", _micros(lambda: mask(_SENTENCE)), "µs CPU")
    section.add("a sentence without", _micros(lambda: mask("+12: asks for a price")), "µs CPU")
    short, long = _slowest(_SHORT), _slowest(_SHORT * _TIMES)
    section.figures.append(at_most("growth at four times the length", long / short, "times", 6))
    section.add("the slowest text", short / _SHORT * 1e6, "µs CPU a character")
    for module in ("baton.core.masking", "baton.core.recognition.personal", "phonenumbers"):
        if find_spec(module):
            section.add(f"import {module}", _imported(module), "ms CPU")
    return section


def _micros(work: Callable[[], object]) -> float:
    return cpu_per_call(work, 200)


def _slowest(length: int) -> float:
    """CPU seconds of the slowest hostile text of this length."""

    def took(piece: str) -> float:
        text = (piece * length)[:length]
        started = time.process_time()
        found_in(text)
        return time.process_time() - started

    return max(min(took(piece) for _ in range(2)) for piece in _HOSTILE)


def _imported(module: str) -> float:
    runs = [
        float(
            subprocess.run(  # noqa: S603 - our own interpreter and text
                [sys.executable, "-c", _IMPORT.format(module=module)],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for _ in range(3)
    ]
    return min(runs)

"""Pages of questions and answers, and what is asked of them: support is fitted and measured with both.

Vectors are kept in ``.local/support_vectors`` between runs, since embedding ten thousand questions takes
minutes of CPU.
"""

import csv
import gzip
import hashlib
import io
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from baton.memory.minilm import MiniLm

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
SAMPLES = ROOT / "tests" / "samples"
PAGE, BANK = DATA / "support_faq.json", DATA / "intents_banking_train.csv.gz"
PARTS = 5
"""Of the bank's questions: each is asked of a list of the other four."""

_AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the answers that are right; none if the page has no answer."""

    question: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Page:
    """Questions with their answers, and what is asked."""

    name: str
    pairs: tuple[tuple[str, str], ...]
    asked: tuple[Asked, ...] = field(repr=False)

    def as_prose(self) -> "Page":
        """The same without its questions: what has no heading is searched by its text alone."""
        return replace(self, pairs=tuple((answer, answer) for _, answer in self.pairs))


def own_pages() -> list[Page]:
    """Help pages of our own making."""
    return [_own(file) for file in sorted((SAMPLES / "help_pages").glob("*.yaml"))]


def _own(file: Path) -> Page:
    given = yaml.safe_load(file.read_text(encoding="utf-8"))
    asked = [
        Asked(question, frozenset({one["a"]})) for one in given["pages"] for question in one["asks"]
    ]
    asked += [Asked(question, frozenset()) for question in given["not_answered"]]
    return Page(file.stem, tuple((one["q"], one["a"]) for one in given["pages"]), tuple(asked))


def shop() -> Page:
    """The page of a web shop, asked in other words, and what it has no answer to."""
    pairs = json.loads(PAGE.read_text(encoding="utf-8"))["questions"]
    reworded = yaml.safe_load((SAMPLES / "reworded_questions.yaml").read_text(encoding="utf-8"))
    asked = [
        Asked(one["asks"], frozenset(pairs[number]["answer"] for number in one["right"]))
        for one in reworded
    ]
    return Page("shop", tuple((one["question"], one["answer"]) for one in pairs), tuple(asked))


def bank(intents: Sequence[str] | None = None, *, part: int = 0) -> Page:
    """Example questions of a bank's intents, four of five as the page; an intent is the answer. Of the
    other fifth, which is another for each ``part``, all are asked, and of intents that the page has not
    a fifth as many.
    """
    rows = bank_rows()
    random.Random(0).shuffle(rows)
    wanted = frozenset(intents or {intent for _, intent in rows})
    pairs = [
        (text, said(intent))
        for place, (text, intent) in enumerate(rows)
        if place % PARTS != part and intent in wanted
    ]
    left = [
        Asked(text, frozenset({said(intent)}) if intent in wanted else frozenset())
        for text, intent in rows[part::PARTS]
    ]
    answered = [one for one in left if one.right]
    others = [one for one in left if not one.right][: len(answered) // 5]
    return Page("bank", tuple(pairs), tuple(answered + others))


def bank_rows() -> list[tuple[str, str]]:
    """Texts with their intents."""
    with gzip.open(BANK) as file:
        rows = csv.DictReader(io.TextIOWrapper(file, "utf-8", newline=""))
        return [(" ".join(row["text"].split()), row["intent"]) for row in rows]


def said(intent: str) -> str:
    """An intent as an answer."""
    return f"This is about {intent.replace('_', ' ')}."


def as_table(page: Page) -> bytes:
    """A page as a file to drop."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(("question", "answer"))
    writer.writerows(page.pairs)
    return table.getvalue().encode()


class KeptVectors(MiniLm):
    """The embedding that functions have, with vectors kept between runs."""

    def __init__(self) -> None:
        super().__init__()
        self._kept_in = ROOT / ".local" / "support_vectors"
        self._kept: dict[str, list[float]] = {}

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See ``Embedder``."""
        for text in texts:
            if text not in self._kept and (file := self._file(text)).exists():
                self._kept[text] = json.loads(file.read_text())
        missing = [text for text in dict.fromkeys(texts) if text not in self._kept]
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            for text, vector in zip(some, super().embed(some), strict=True):
                self._kept[text] = vector
                self._file(text).parent.mkdir(parents=True, exist_ok=True)
                self._file(text).write_text(json.dumps([round(one, 7) for one in vector]))
        return [self._kept[text] for text in texts]

    def _file(self, text: str) -> Path:
        name = hashlib.sha256(text.encode()).hexdigest()
        return self._kept_in / name[:2] / f"{name}.json"

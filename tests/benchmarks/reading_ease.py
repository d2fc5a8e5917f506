"""Reading ease beside people's own judgement, on corpora that are not part of this repository.

    python -m tests.benchmarks.reading_ease CLEAR_corpus_final.xlsx
    python -m tests.benchmarks.reading_ease Texts-SeparatedByReadingLevel

CLEAR (Crossley and others, "A large-scaled corpus for assessing text readability", Behavior Research
Methods 2022; CC BY-NC-SA) has some 4,700 excerpts, and how easy teachers found them in comparisons.
Nothing is fitted to what people said: formulas are taken as their authors published them, and ours puts
unfamiliar words on Flesch's scale by the texts alone. The last line is what a least-squares fit of the
published formulas' counts to this very corpus reaches on excerpts that it has not seen: more is not in
counts of syllables, letters and sentences.

OneStopEnglish (Vajjala and Lucic, BEA 2018; CC BY-SA) has 189 articles, each written by teachers at
three levels: here the level is what people said, over all texts and within an article.
"""

import math
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import correlation
from xml.etree import ElementTree as ET

import numpy as np

from baton.campaigns.content.readability import (
    FLESCH,
    counts_of,
    english_ease,
    readability,
    syllables,
    unfamiliar,
)
from baton.campaigns.content.text import sentences, words

TARGET = 0.60
FOLDS = 10
_NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One text's counts, each a word or sentence, and how easy people found it."""

    ease: float
    sentence: float
    syllables: float
    polysyllables: float
    letters: float
    per_sentence: float
    """polysyllables a sentence"""
    rare: float
    """the share of different words that are not among the most frequent"""

    @classmethod
    def of(cls, text: str, ease: float) -> "Excerpt":
        counts = counts_of(text, "en")
        found = [one.text for piece in sentences(text) for one in words(piece.text)]
        many = sum(syllables(one, "en") >= 3 for one in found)
        letters = sum(len(one) for one in found)
        return cls(ease, counts.sentence_length, counts.word_length, many / counts.words,
                   letters / counts.words, many / counts.sentences, unfamiliar(text))  # fmt: skip


FORMULAS: Mapping[str, Callable[[Excerpt], float]] = {
    "Flesch and familiar words, which is ours": lambda one: english_ease(
        FLESCH.ease(one.sentence, one.syllables), one.rare
    ),
    "Flesch (1948)": lambda one: FLESCH.ease(one.sentence, one.syllables),
    "Flesch-Kincaid (1975)": lambda one: 0.39 * one.sentence + 11.8 * one.syllables - 15.59,
    "SMOG (1969)": lambda one: 1.043 * math.sqrt(30 * one.per_sentence) + 3.1291,
    "Gunning's fog (1952)": lambda one: 0.4 * (one.sentence + 100 * one.polysyllables),
    "Coleman-Liau (1975)": lambda one: 5.88 * one.letters - 29.6 / one.sentence - 15.8,
    "the mean of the grades": lambda one: sum(FORMULAS[name](one) for name in list(FORMULAS)[2:6]),
}


def excerpts(path: str) -> Iterator[Excerpt]:
    """The texts of the workbook, by the names of its columns."""
    with zipfile.ZipFile(path) as book:
        shared = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 (our own file)
        texts = ["".join(one.itertext()) for one in shared.findall("m:si", _NAMES)]
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    rows = ({re.sub(r"\d", "", cell.get("r", "")): _said(cell, texts) for cell in row}
            for row in sheet.iterfind(".//m:row", _NAMES))  # fmt: skip
    head = {name: column for column, name in next(rows).items()}
    for row in rows:
        yield Excerpt.of(row[head["Excerpt"]], float(row[head["BT_easiness"]]))


def _said(cell: ET.Element, texts: list[str]) -> str:
    value = cell.findtext("m:v", "", _NAMES)
    return texts[int(value)] if cell.get("t") == "s" else value


def _best_of_all_counts(known: list[Excerpt]) -> float:
    ease = np.array([one.ease for one in known])
    counts = np.array([[1.0, one.sentence, math.log(one.sentence), one.syllables, one.polysyllables,
                        one.letters, math.sqrt(one.per_sentence)] for one in known])  # fmt: skip
    said = np.empty(len(known))
    order = np.random.default_rng(7).permutation(len(known))
    for left_out in np.array_split(order, FOLDS):
        seen = np.setdiff1d(order, left_out)
        fit, *_ = np.linalg.lstsq(counts[seen], ease[seen], rcond=None)
        said[left_out] = counts[left_out] @ fit
    return float(np.corrcoef(said, ease)[0, 1])


def main() -> int:
    """Prints each formula's correlation; 1 if ours is below the target."""
    if Path(sys.argv[1]).is_dir():
        return _by_level(Path(sys.argv[1]))
    known = list(excerpts(sys.argv[1]))
    ease = [one.ease for one in known]
    found = {
        name: abs(correlation([made(one) for one in known], ease))
        for name, made in FORMULAS.items()
    }
    for name, figure in found.items():
        sys.stdout.write(f"{name}: |r| = {figure:.3f}\n")
    sys.stdout.write(f"the best fit of all counts: |r| = {_best_of_all_counts(known):.3f}\n")
    return int(next(iter(found.values())) < TARGET)


LEVELS = ("Adv", "Int", "Ele")


def _by_level(folder: Path) -> int:
    """Prints how ease follows the level of an article's three texts; 1 if it is below the target."""
    articles: dict[str, dict[str, float]] = {}
    for level in LEVELS:
        for file in folder.glob(f"{level}*/*.txt"):
            title = re.sub(r"[-_ ]+(adv|int|ele)$", "", file.stem.casefold()).replace("-", " ")
            text = file.read_text(encoding="utf-8-sig").removeprefix("Intermediate")
            articles.setdefault(title, {})[level] = readability(text, "en").ease or math.nan
    ease = np.array([[one[level] for level in LEVELS] for one in articles.values()])
    levels = np.tile([0.0, 1.0, 2.0], (len(ease), 1))
    over = float(np.corrcoef(ease.ravel(), levels.ravel())[0, 1])
    centred = ease - ease.mean(axis=1, keepdims=True)
    within = float(np.corrcoef(centred.ravel(), levels.ravel())[0, 1])
    pairs = np.mean([ease[:, a] < ease[:, b] for a, b in ((0, 1), (1, 2), (0, 2))])
    sys.stdout.write(
        f"{len(ease)} articles at three levels: r = {over:.3f} over all texts, {within:.3f} within an "
        f"article; {pairs:.1%} of the pairs in the right order\n"
    )
    return int(over < TARGET)


if __name__ == "__main__":
    sys.exit(main())

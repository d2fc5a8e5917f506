"""How well the supervisor's router finds what people want, on two public sets of requests; what it
costs; and how its bounds hold against a model that wishes it ill.

The sets (``../shared/data/intents_*_train.csv.gz``) are not part of the repository. CLINC150
(Larson et al. 2019): 150 intents, trained on its training part, held to its validation part;
published there, a BERT with a threshold reaches 96.2 % in scope with 52.3 % of out of scope found,
an SVM 91.0 % with 14.5 %. Banking77 (Casanueva et al. 2020): five examples an intent and the
intent's name, the rest to be found.
"""

import csv
import gzip
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import fmean

import yaml

from baton.memory.minilm import MiniLm
from functions.gtm.supervisor.intents import NOTHING, Keywords, vocabulary
from functions.gtm.supervisor.question_reading import understood
from functions.gtm.supervisor.router import Judgement, Lines, Router
from tests.benchmarks.report import Figure, Section, at_least, at_most

QUESTIONS = Path(__file__).with_name("router_questions.yaml")
TODAY = date(2026, 4, 15)
DATA = Path(__file__).parents[3] / "shared" / "data"
TRAIN, VALID, OOS_TRAIN = 15_000, 18_000, 18_100
OOS = "oos"
FEW = 5
DRAWS = 3
_AT_ONCE = 256

Example = tuple[str, str]


def run() -> Section:
    """Trains and judges on both sets."""
    section = Section("Router: who answers a question in words", note=_NOTE)
    if not (DATA / "intents_clinc_train.csv.gz").exists():
        section.note = "Skipped: ../shared/data/intents_clinc_train.csv.gz is not there."
        return section
    embedder = MiniLm()
    embedder.load()
    section.figures += _many(embedder)
    section.figures += _few(embedder)
    section.figures += _own(embedder)
    return section


_NOTE = "CLINC150 as published, in scope / out of scope: BERT 96.2 / 52.3, SVM 91.0 / 14.5"


def _read(name: str) -> list[Example]:
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as file:
        return [(row["text"], row["intent"]) for row in csv.DictReader(file)]


def _embedded(embedder: MiniLm, texts: Sequence[str]) -> list[list[float]]:
    groups = (texts[at : at + _AT_ONCE] for at in range(0, len(texts), _AT_ONCE))
    return [vector for group in groups for vector in embedder.embed(group)]


def _many(embedder: MiniLm) -> list[Figure]:
    """CLINC150: all its training examples."""
    known = _read("intents_clinc_train.csv.gz")
    examples = [*known[:TRAIN], *known[VALID:OOS_TRAIN]]
    began = time.process_time()
    vectors = _embedded(embedder, [text for text, _ in examples])
    router = Router.fitted(examples, embedder.embed, vectors)
    fitted = time.process_time() - began
    valid, outside = known[TRAIN:VALID], known[OOS_TRAIN:]
    began = time.process_time()
    words = [router.by_words(text) for text, _ in valid]
    a_request = (time.process_time() - began) / len(valid) * 1e6
    by_words = [(one, intent) for one, (_, intent) in zip(words, valid, strict=True) if one.sure]
    found = [(router.judged(text), intent) for text, intent in valid]
    refused = [_refused(router.judged(text)) for text, _ in outside]
    return [
        at_least("in scope, found", 100 * fmean(_right(*one) for one in found), "%", 94),
        at_least("out of scope, told so", 100 * fmean(refused), "%", 55),
        at_least("decided by words alone", 100 * len(by_words) / len(valid), "%", 80),
        at_least("of these right", 100 * fmean(_right(*one) for one in by_words), "%", 98),
        at_most("CPU of the words", a_request, "us", 50),
        at_most("left to a model", 100 * fmean(not one.sure for one, _ in found), "%", 5),
        Figure("CPU to learn 15,100 examples", fitted, "s"),
    ]


def _few(embedder: MiniLm) -> list[Figure]:
    """Banking77: five examples an intent, as chosen by somebody who knows it, and as drawn by
    chance.
    """
    by_intent: dict[str, list[str]] = defaultdict(list)
    for text, intent in _read("intents_banking_train.csv.gz"):
        by_intent[intent].append(text)
    vectors = {name: _embedded(embedder, texts) for name, texts in by_intent.items()}
    typical = {name: _typical(one) for name, one in vectors.items()}
    drawn = []
    for seed in range(DRAWS):
        any_of = random.Random(seed)
        chosen = {name: any_of.sample(range(len(one)), FEW) for name, one in vectors.items()}
        drawn.append(_share_found(embedder, by_intent, vectors, chosen))
    found = _share_found(embedder, by_intent, vectors, typical)
    return [
        at_least("five typical examples an intent: found", 100 * found, "%", 85),
        Figure("five drawn by chance: found", 100 * fmean(drawn), "%"),
    ]


def _typical(vectors: Sequence[Sequence[float]]) -> list[int]:
    """The examples in the middle of five groups (k-means, Lloyd 1982), as somebody picks who wants
    each way of asking once.
    """
    import numpy as np

    given = np.asarray(vectors, np.float32)
    middles = given[np.random.default_rng(0).choice(len(given), FEW, replace=False)]
    for _ in range(30):
        group = (given @ middles.T).argmax(axis=1)
        middles = np.stack(
            [
                given[group == one].mean(axis=0) if (group == one).any() else middles[one]
                for one in range(FEW)
            ]
        )
        middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    return sorted({int(at) for at in (given @ middles.T).argmax(axis=0)})


def _share_found(
    embedder: MiniLm,
    by_intent: dict[str, list[str]],
    vectors: dict[str, list[list[float]]],
    chosen: dict[str, list[int]],
) -> float:
    examples = [(by_intent[name][at], name) for name, some in chosen.items() for at in some]
    known = [vectors[name][at] for name, some in chosen.items() for at in some]
    names = [(name.replace("_", " "), name) for name in by_intent]
    known += embedder.embed([text for text, _ in names])
    router = Router.fitted([*examples, *names], embedder.embed, known, Lines(0, 0))
    return fmean(
        router.by_meaning(text, vectors[name][at]).intent == name
        for name, texts in by_intent.items()
        for at, text in enumerate(texts)
        if at not in chosen[name]
    )


def _own(embedder: MiniLm) -> list[Figure]:
    """Baton's own intents: questions that were written apart from the examples, and each example
    as a router finds it that has not seen it.
    """
    words = vocabulary()
    examples, sentences = words.examples(), set(words.sentences())
    vectors = _embedded(embedder, [text for text, _ in examples])
    router = Router.fitted(examples, embedder.embed, vectors)
    keywords = Keywords.of(words)
    held = [(_found(text, keywords, router), name) for text, name in held_out()]
    unseen = []
    for fold in range(5):
        kept = [at for at in range(len(examples)) if at % 5 != fold]
        some = [examples[at] for at in kept]
        trial = Router.fitted(some, embedder.embed, [vectors[at] for at in kept])
        trial_keywords = Keywords.of(words, [one for one in some if one in sentences])
        left_out = (one for one in examples[fold::5] if one in sentences)
        unseen += [(_found(text, trial_keywords, trial), name) for text, name in left_out]
    right, wrong, back = _shares(held)
    cross_right, cross_wrong, cross_back = _shares(unseen)
    return [
        Figure("own intents, examples", len(sentences), ""),
        Figure("own intents, questions held out", len(held), ""),
        at_least("questions held out: right", right, "%", 85),
        at_most("questions held out: wrong but sure", wrong, "%", 5),
        at_most("questions held out: asked back", back, "%", 12),
        Figure("examples not seen: right", cross_right, "%"),
        Figure("examples not seen: wrong but sure", cross_wrong, "%"),
        Figure("examples not seen: asked back", cross_back, "%"),
    ]


def held_out() -> list[Example]:
    """Questions with their intents, which no example and no line is chosen by."""
    read = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    return [(text, name) for name, texts in read.items() for text in texts]


def _found(text: str, keywords: Keywords, router: Router) -> frozenset[str]:
    found = understood(text, keywords=keywords, judge=router.judged, before=None, today=TODAY)
    return frozenset(found.intents)


def _shares(judged: Sequence[tuple[frozenset[str], str]]) -> tuple[float, float, float]:
    """Right and nothing beside it, wrong but sure, and asked back, in percent."""
    right = fmean(found == {intent} for found, intent in judged)
    back = fmean(not found for found, _ in judged)
    return 100 * right, 100 * (1 - right - back), 100 * back


def _right(one: Judgement, intent: str) -> bool:
    return one.sure and one.intent == intent


def _refused(one: Judgement) -> bool:
    return not one.sure or one.intent in {OOS, NOTHING}

"""How well injected instructions are told from what people write, and what looking at a text costs;
``masking`` says how well what is personal is found.

Attacks and near misses (harmless texts that have an attack's words) stand in ``guard_texts.yaml``, by
kind. Those of others are files beside the project (``prompt_injection_attacks.yaml`` and
``prompt_injection_benign.yaml``, each a list of ``{content: ...}``, and questions to a bank and to an
assistant). Nothing of the detector was fitted to any of them.
"""

import csv
import gzip
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from baton.language.guards.answer import Allowed, faults_of
from baton.language.guards.brand import Brand
from baton.language.guards.detector import Detector, Embeds, Suspicion
from baton.language.guards.guard import MOST_CHARACTERS
from baton.language.guards.names import Known
from baton.language.guards.rules import Rules
from baton.language.guards.text import cleaned
from baton.leads.engagement import Channel
from tests.benchmarks import masking
from tests.benchmarks.handlers import ROOT
from tests.benchmarks.report import Section, at_most, cpu_per_call

FALSE_ALARMS = 0.02
OWN = Path(__file__).with_name("guard_texts.yaml")
_DATA = ROOT.parent / "shared" / "data"
TEXTS = tuple(_DATA / f"prompt_injection_{kind}.yaml" for kind in ("attacks", "benign"))
_QUESTIONS = {
    "questions to a bank": _DATA / "intents_banking_train.csv.gz",
    "requests to an assistant": _DATA / "intents_clinc_train.csv.gz",
}
_EACH = 20
"""Of so many questions one is looked at: embedding them all takes minutes."""

_LETTER = (
    "Hello Anna,\n\nThank you for your interest in planning software. We would like to understand "
    "what you need, and show you in a short demo whether we can help.\n\nKind regards\nYour team"
)


def loaded(path: Path) -> Any:
    """A YAML file."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (a safe loader)


def read(path: Path) -> list[str]:
    """The texts of a file of others."""
    return [str(one["content"]) for one in loaded(path)]


def run() -> Iterator[Section]:
    """The detector without and with the embedding, the masker, and what the guards cost."""
    embedder = _embedder()
    yield from _detected("by rules and words", None)
    if embedder:
        yield from _detected("by rules, words and meaning", embedder)
    yield from masking.run()
    yield _cost()


def _embedder() -> Embeds | None:
    from baton.memory.minilm import _PACKAGE, MiniLm

    return MiniLm() if find_spec(_PACKAGE) else None


def _detected(how: str, embedder: Embeds | None) -> Iterator[Section]:
    judge = Detector.shipped(embedder).judge
    started = time.process_time()
    own = {
        group: {kind: _judged(judge, texts) for kind, texts in kinds.items()}
        for group, kinds in loaded(OWN).items()
    }
    spent = time.process_time() - started
    near = _all(own["near_misses"])
    section = Section(
        f"Injected instructions, {how}: our own texts",
        note=f"{len(_all(own['attacks']))} attacks, {len(near)} near misses. Recall of attacks, share "
        "of the rest called attacks.",
    )
    alarms = 100 * _share(near)
    section.figures.append(at_most("near misses", alarms, "%", 100 * FALSE_ALARMS))
    for group, kinds in own.items():
        for kind, found in kinds.items():
            words = f"{group}: {kind}".replace("_", " ")
            section.add(words, 100 * _share(found), f"% of {len(found)}")
    count = sum(len(found) for kinds in own.values() for found in kinds.values())
    section.add("CPU a text", spent / count * 1_000, "ms")
    yield section
    if all(map(Path.exists, TEXTS)):
        yield _others(how, judge, near)


def _others(how: str, judge: Callable[[str], Suspicion], near: Sequence[Suspicion]) -> Section:
    bad, good = (_judged(judge, read(path)) for path in TEXTS)
    section = Section(
        f"Injected instructions, {how}: texts of others",
        note=f"{len(bad)} attacks and {len(good)} benign texts of one set; questions of two more.",
    )
    section.add("recall as shipped", 100 * _share(bad), "%")
    alarms = 100 * _share(good)
    section.figures.append(at_most("false alarms as shipped", alarms, "%", 100 * FALSE_ALARMS))
    section.add("recall at 2 % of the benign texts", 100 * _recall_at(bad, good), "%")
    section.add("recall at 2 % of our near misses", 100 * _recall_at(bad, near), "%")
    for name, path in _QUESTIONS.items():
        if path.exists():
            found = _judged(judge, _questions(path))
            alarms = 100 * _share(found)
            section.figures.append(
                at_most(f"false alarms, {name}", alarms, "%", 100 * FALSE_ALARMS)
            )
    return section


def _questions(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)][::_EACH]


def _judged(judge: Callable[[str], Suspicion], texts: Sequence[str]) -> list[Suspicion]:
    return [judge(cleaned(text, MOST_CHARACTERS)) for text in texts]


def _all(kinds: Mapping[str, Sequence[Suspicion]]) -> list[Suspicion]:
    return [one for found in kinds.values() for one in found]


def _recall_at(bad: Sequence[Suspicion], good: Sequence[Suspicion]) -> float:
    """The attacks above the lowest threshold that at most 2 % of the harmless texts pass."""
    alarms = sorted(map(_rank, good), reverse=True)
    limit = alarms[int(FALSE_ALARMS * len(good))]
    return sum(_rank(one) > limit for one in bad) / len(bad)


def _rank(one: Suspicion) -> tuple[bool, float]:
    """What rules alone call suspicious comes first."""
    return Rules.load().weight(one.rules) >= 1, one.score


def _share(found: Sequence[Suspicion]) -> float:
    return sum(one.suspicious for one in found) / len(found)


def _cost() -> Section:
    section = Section("Guards, each text", note="A letter of 230 characters, in this process.")
    judge, brand = Detector.shipped().judge, Brand.shipped()
    known = Known.of("Anna", words=_LETTER)
    allowed = Allowed(channel=Channel.EMAIL, brand=brand, known=known)
    for name, work in (
        ("cleaning", lambda: cleaned(_LETTER, MOST_CHARACTERS)),
        ("scoring by rules and words", lambda: judge(_LETTER)),
        ("checking a text that is to leave", lambda: faults_of("Your enquiry", _LETTER, allowed)),
    ):
        section.add(name, cpu_per_call(work, 200) / 1_000, "ms CPU")
    return section

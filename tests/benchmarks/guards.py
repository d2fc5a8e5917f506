"""How well injected instructions are told from what people write, and what looking at a text costs.

The texts are others' (``prompt_injection_attacks.yaml`` and ``prompt_injection_benign.yaml`` beside
the project, each a list of ``{content: ...}``); nothing of the detector was fitted to them. Two
figures each: the detector as it is shipped, and the most of the attacks it can find, at whatever
threshold, with at most 2 % of the benign texts called suspicious.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import yaml

from baton.language.guards.answer import Allowed, faults_of
from baton.language.guards.brand import Brand
from baton.language.guards.detector import Detector, Embeds, Suspicion
from baton.language.guards.guard import MOST_CHARACTERS
from baton.language.guards.rules import Rules
from baton.language.guards.text import cleaned
from baton.leads.engagement import Channel
from tests.benchmarks.handlers import ROOT
from tests.benchmarks.report import Section, at_most, cpu_per_call

FALSE_ALARMS = 0.02
TEXTS = tuple(
    ROOT.parent / "shared" / "data" / f"prompt_injection_{kind}.yaml"
    for kind in ("attacks", "benign")
)
_LETTER = (
    "Hello Anna,\n\nThank you for your interest in planning software. We would like to understand "
    "what you need, and show you in a short demo whether we can help.\n\nKind regards\nYour team"
)


def read(path: Path) -> list[str]:
    """The texts of a file."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (a safe loader)
    return [str(one["content"]) for one in found]


def run() -> Iterator[Section]:
    """The detector without and with the embedding, and what the guards cost."""
    if all(map(Path.exists, TEXTS)):
        yield _found("by rules and words", None)
        if embedder := _embedder():
            yield _found("by rules, words and meaning", embedder)
    yield _cost()


def _embedder() -> Embeds | None:
    from baton.memory.minilm import _PACKAGE, MiniLm

    return MiniLm() if find_spec(_PACKAGE) else None


def _found(how: str, embedder: Embeds | None) -> Section:
    attacks, benign = map(read, TEXTS)
    judge = Detector.shipped(embedder).judge
    started = time.process_time()
    bad, good = _judged(judge, attacks), _judged(judge, benign)
    spent = time.process_time() - started
    section = Section(
        f"Injected instructions, {how}",
        note=f"{len(attacks)} attacks and {len(benign)} benign texts that nothing was fitted to.",
    )
    section.add("recall as shipped", 100 * _share([one.suspicious for one in bad]), "%")
    alarms = 100 * _share([one.suspicious for one in good])
    section.figures.append(at_most("false positives as shipped", alarms, "%", 100 * FALSE_ALARMS))
    section.add("recall at 2 % false positives", 100 * _recall_at(bad, good), "%")
    section.add("CPU a text", spent / (len(attacks) + len(benign)) * 1_000, "ms")
    return section


def _judged(judge: Callable[[str], Suspicion], texts: Sequence[str]) -> list[Suspicion]:
    return [judge(cleaned(text, MOST_CHARACTERS)) for text in texts]


def _recall_at(bad: Sequence[Suspicion], good: Sequence[Suspicion]) -> float:
    """The attacks above the lowest threshold that at most 2 % of the benign texts pass."""
    alarms = sorted(map(_rank, good), reverse=True)
    limit = alarms[int(FALSE_ALARMS * len(good))]
    return _share([_rank(one) > limit for one in bad])


def _rank(one: Suspicion) -> tuple[bool, float]:
    """What rules alone call suspicious comes first."""
    return Rules.load().weight(one.rules) >= 1, one.score


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found)


def _cost() -> Section:
    section = Section("Guards, each text", note="A letter of 230 characters, in this process.")
    judge, brand = Detector.shipped().judge, Brand.shipped()
    allowed = Allowed(channel=Channel.EMAIL, brand=brand)
    for name, work in (
        ("cleaning", lambda: cleaned(_LETTER, MOST_CHARACTERS)),
        ("scoring by rules and words", lambda: judge(_LETTER)),
        ("checking a text that is to leave", lambda: faults_of("Your enquiry", _LETTER, allowed)),
    ):
        section.add(name, cpu_per_call(work, 200) / 1_000, "ms CPU")
    return section

"""How well it is told what people write first: by phrases alone, and held to the whole message.

``message_heldout.yaml`` is fitted to nothing, and only measures; its kinds of faults were mended, so
expect less of strangers. A customer who is taken for a seller is lost, so that is what has a limit.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from baton.leads.reading import whole_message
from baton.leads.reading.ideas import lexicon
from baton.leads.reading.kinds import kind_of, prepare, signs_in
from tests.benchmarks.message_fitting import what_happens
from tests.benchmarks.report import Section, at_least, at_most, cpu_per_call

_RIGHT = {
    "buyer": "answered",
    "seller": "not answered",
    "complaint": "person",
    "refusal": "refuses",
    "applicant": "not answered",
    "help": "person",
    "neutral": "answered",
}
"""What is to happen to whom."""

_OUTCOMES = ("answered", "person", "not answered", "refuses")


class _Read(NamedTuple):
    language: str
    sort: str
    outcome: str


def run() -> Iterator[Section]:
    """The sections of this benchmark."""
    messages = list(heldout())
    phrases = [_Read(lang, sort, what_happens(signs_in(text)[0])) for lang, sort, text in messages]
    whole = [_Read(lang, sort, what_happens(kind_of(text))) for lang, sort, text in messages]
    yield _confusion("First messages, by phrases alone", phrases)
    yield _confusion("First messages, held to the whole message", whole)
    yield _languages(phrases, whole)
    yield _limits(whole)
    yield _cost([text for _, _, text in messages])


def heldout() -> Iterator[tuple[str, str, str]]:
    """Language, sort and text of each message that is kept for measuring."""
    path = Path(__file__).with_name("message_heldout.yaml")
    for language, sorts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        for sort, lines in sorts.items():
            for text in lines.splitlines():
                yield language, sort, text


def _confusion(title: str, read: list[_Read]) -> Section:
    section = Section(title)
    counts = Counter((one.sort, one.outcome) for one in read)
    for sort in _RIGHT:
        for outcome in _OUTCOMES:
            if counts[sort, outcome]:
                section.add(f"{sort}: {outcome}", counts[sort, outcome], "messages")
    return section


def _languages(phrases: list[_Read], whole: list[_Read]) -> Section:
    section = Section(
        "First messages that are read rightly, by language", note="phrases, then both"
    )
    for language in dict.fromkeys(one.language for one in whole):
        for name, read in (("phrases", phrases), ("both", whole)):
            theirs = [one for one in read if one.language == language]
            right = sum(one.outcome == _RIGHT[one.sort] for one in theirs)
            section.add(f"{language}, {name}", right / len(theirs), "share")
    return section


def _limits(read: list[_Read]) -> Section:
    def share(sort: str, *outcomes: str) -> float:
        theirs = [one for one in read if one.sort == sort]
        return sum(one.outcome in outcomes for one in theirs) / len(theirs)

    lost, ignored = share("buyer", "not answered", "refuses"), share("refusal", "answered")
    return Section(
        "What must not happen, and what should",
        [
            at_most("buyers who are not answered", lost, "share", 0.01),
            at_most("buyers whom a person answers", share("buyer", "person"), "share", 0.05),
            at_most("refusals that are answered", ignored, "share", 0.1),
            at_most("sellers who are answered", share("seller", "answered"), "share", 0.3),
            at_most("applicants who are answered", share("applicant", "answered"), "share", 0.3),
            at_least("complaints a person answers", share("complaint", "person"), "share", 0.85),
            at_least("calls for help a person answers", share("help", "person"), "share", 0.75),
        ],
    )


def _cost(texts: list[str]) -> Section:
    prepare()
    loading = cpu_per_call(lambda: (lexicon.__wrapped__(), whole_message._source.__wrapped__()), 1)
    each = cpu_per_call(lambda: [kind_of(text) for text in texts], 3) / len(texts)
    longest = cpu_per_call(lambda: kind_of(" ".join(texts)[:5_000]), 3)
    section = Section("What reading costs")
    section.add("ideas and weights, read once at the start", loading / 1_000, "ms CPU")
    section.figures.append(at_most("a message", each / 1_000, "ms CPU", 1))
    section.figures.append(at_most("a message of 5,000 characters", longest / 1_000, "ms CPU", 20))
    return section

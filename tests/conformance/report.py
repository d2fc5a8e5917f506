"""What was tried, what of it does not apply and why, and what nobody has explained."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from baton.core.contract import Contract

REASONS = Path(__file__).with_name("does_not_apply.yaml")
ALIKE = 40
"""Unexplained findings of one suite that begin alike for so many characters are shown once."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a suite did not find as it expects. ``what`` is the scenario or operation."""

    what: str
    text: str


class Reason(Contract):
    """Why findings of a kind do not apply: ``what`` is a pattern as of file names, ``says`` a regular
    expression that the finding's text has.
    """

    suite: str
    what: str = "*"
    says: str
    why: str

    def explains(self, suite: str, finding: Finding) -> bool:
        """Whether it does."""
        return (
            fnmatch(suite, self.suite)
            and fnmatch(finding.what, self.what)
            and re.search(self.says, finding.text) is not None
        )


@dataclass
class Outcome:
    """What a suite says. ``left_out`` are parts that are not run at all, with the reason."""

    suite: str
    passed: int = 0
    findings: list[Finding] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """An outcome with its reasons: how many findings each explains, and those that none does."""

    outcome: Outcome
    explained: Counter[str]
    unexplained: Sequence[Finding]


@cache
def reasons() -> tuple[Reason, ...]:
    """Those that are kept."""
    kept = yaml.safe_load(REASONS.read_text("utf-8"))
    return tuple(Reason.model_validate(one) for one in kept)


def judged(outcome: Outcome, known: Iterable[Reason]) -> Judged:
    """The outcome; the first reason that explains a finding counts."""
    explained: Counter[str] = Counter()
    unexplained, known = [], tuple(known)
    for finding in outcome.findings:
        why = next((one.why for one in known if one.explains(outcome.suite, finding)), None)
        if why is None:
            unexplained.append(finding)
        else:
            explained[why] += 1
    return Judged(outcome, explained, unexplained)


def unused(known: Iterable[Reason], outcomes: Sequence[Outcome]) -> list[Reason]:
    """Reasons for a suite that was run which explain nothing any more: they would hide what comes."""
    return [
        reason
        for reason in known
        if (suites := [one for one in outcomes if fnmatch(one.suite, reason.suite)])
        and not any(reason.explains(one.suite, found) for one in suites for found in one.findings)
    ]


def show(console: Console, all_judged: Sequence[Judged], stale: Sequence[Reason]) -> None:
    """The table, and whole what is unexplained."""
    table = Table("suite", "passes", "does not apply", "unexplained", "why", show_lines=True)
    for one in all_judged:
        left_out = [f"not run: {what}: {why}" for what, why in one.outcome.left_out.items()]
        why = [f"{count}: {text}" for text, count in one.explained.most_common()]
        table.add_row(
            one.outcome.suite,
            f"{one.outcome.passed:,}",
            f"{one.explained.total():,}",
            f"{len(one.unexplained):,}",
            "\n".join([*why, *left_out]),
        )
    console.print(table)
    for one in all_judged:
        count = Counter(finding.text[:ALIKE] for finding in one.unexplained)
        for finding in {finding.text[:ALIKE]: finding for finding in one.unexplained}.values():
            where = f"{one.outcome.suite}: {finding.what} ({count[finding.text[:ALIKE]]} alike)"
            text = f"Unexplained, {where}: {finding.text}"
            console.print(text, style="red", markup=False, highlight=False)
    for reason in stale:
        console.print(
            f"Explains nothing any more: {reason.suite}, {reason.says}", style="red", markup=False
        )

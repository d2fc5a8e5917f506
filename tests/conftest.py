"""How laws are looked at, which tests share a process, and, at the end of a run, how many crashes and
faults there were.
"""

import gc
import os
import sys
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")
# Tests run side by side on every core already; more threads would only wait for each other.

settings.register_profile("baton", deadline=None, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=1_000)
settings.load_profile("baton")
# A law is looked at in fifty examples, unless it asks for another number, and none fails for being
# slow on a busy machine. `--hypothesis-profile long` looks longer.

DEPLOYED = "tests/integration/"
"""Tests that wait for a deployed stack, which has the machine before all others: they end last."""

TOGETHER = (
    DEPLOYED,
    "tests/infrastructure/",
    "tests/integration/platform/test_dry_run.py",
    "tests/contract/",
    "tests/unit/leads/triage/test_education_leads.py",
    "tests/unit/leads/training/",
    "tests/unit/gtm/weekly_report/",
)
"""Tests of which one process has all: they share a stack, a local AWS, an assembly, or what was
learned. What takes longest comes first, and is begun first.
"""


def _group(nodeid: str) -> str | None:
    groups = (group for group in TOGETHER if nodeid.startswith(group))
    return max(groups, key=len, default=None)


class Together(LoadScopeScheduling):
    """Hands tests to processes one by one, but for those that belong together.

    In place of ``xdist_group``, whose marks pytest 9.2 no longer lets through (pytest-xdist, issue
    1386): each process had a stack of its own.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid) or nodeid

    @cached_property
    def _places(self) -> dict[str, int]:
        return {nodeid: place for place, nodeid in enumerate(self.collection or ())}

    def _assign_work_unit(self, node: WorkerController) -> None:
        """Forgets what the process has done: it is counted through at every test. Looks a test's place
        up, which all processes have in common, where the original goes through all tests for it.
        """
        work = self.assigned_work[node]
        for done in [scope for scope, tests in work.items() if all(tests.values())]:
            del work[done]
        scope, tests = self.workqueue.popitem(last=False)
        work[scope] = tests
        node.send_runtest_some([self._places[one] for one, done in tests.items() if not done])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """Who gives which test to which process, if there are several."""
    config.option.loadscopereorder = False
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process a core, and one for the tests that wait for the deployed stack."""
    return (os.cpu_count() or 1) + 1


def pytest_collection() -> None:
    """What collecting tests makes stays: looking through it for garbage is a fifth of the time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """From here on garbage is made, and looked for among what is made from here on."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Groups come in their order, the others after them."""
    places = {group: place for place, group in enumerate(TOGETHER)}
    items.sort(key=lambda item: places.get(_group(item.nodeid) or "", len(places)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A process among several that has come to other tests than the deployed stack's gives way to it."""
    among_several = "PYTEST_XDIST_WORKER" in os.environ
    if among_several and not item.nodeid.startswith(DEPLOYED) and not os.nice(0):
        os.nice(5)


FAULTS = "faults"
"""The property of a test's report that counts what struck, also from another process."""

ENDS = "ends"
"""The property in which a test counts ends that differ, as done and unknown."""


@dataclass
class _Path:
    """What was done to one path, by its test module."""

    moments: set[str] = field(default_factory=set)
    struck: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    failed: int = 0

    def line(self, name: str) -> str:
        told = ", ".join(f"{count} {end}" for end, count in sorted(self.ends.items()))
        end = f"NOT in {self.failed} tests" if self.failed else f"as whole{told and ': ' + told}"
        crashes, faults = self.struck["crash"], self.struck["fault"]
        return f"{name:<46}{len(self.moments):>8}{crashes:>9}{faults:>8}  {end}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Puts what struck while a test ran into its report, which leaves out the words that tests are
    chosen by: nobody reads them again, and sending them takes half as long as sending all else.
    """
    faults = sys.modules.get("tests.fakes.platform.faults")
    if faults is not None and (struck := faults.CENSUS.taken()):
        item.user_properties.append((FAULTS, struck))
    report = yield
    report.keywords = {}
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Prints a line for each path that was killed at its port calls."""
    paths: dict[str, _Path] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            if report.when == "call":
                _count(report, paths)
    if not paths:
        return
    everything = _Path()
    terminalreporter.section("crashes and faults at port calls")
    heading = f"{'path':<46}{'moments':>8}{'crashes':>9}{'faults':>8}  ended"
    terminalreporter.write_line(heading)
    for name, path in sorted(paths.items()):
        terminalreporter.write_line(path.line(name))
        everything.moments |= {f"{name} {moment}" for moment in path.moments}
        everything.struck += path.struck
        everything.ends += path.ends
        everything.failed += path.failed
    terminalreporter.write_line(everything.line("all"))


def _count(report: pytest.TestReport, paths: dict[str, _Path]) -> None:
    """Adds a test's report to its path, if anything was planned in it."""
    properties = dict(report.user_properties)
    struck = properties.get(FAULTS)
    if not isinstance(struck, dict):
        return
    path = paths.setdefault(_name(report.nodeid), _Path())
    for kind, moments in struck.items():
        path.struck[kind] += sum(moments.values())
        path.moments |= moments.keys()
    path.ends.update(properties.get(ENDS) or {})
    path.failed += report.failed


def _name(nodeid: str) -> str:
    """A test module as a person reads it: ``functions/platform/outbox nothing_lost``."""
    module = Path(nodeid.split("::", maxsplit=1)[0])
    folder = "/".join(module.parent.parts[2:]) or module.parent.name
    return f"{folder} {module.stem.removeprefix('test_')}"

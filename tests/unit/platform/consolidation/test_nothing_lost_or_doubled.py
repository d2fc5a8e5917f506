"""Consolidation dies at every port call in turn, and a person is erased at every point of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import pytest

from baton.core.errors import Unavailable
from baton.leads.conversation import conversation_of
from baton.leads.interaction import InteractionKind
from baton.leads.lead import Lead
from baton.memory.pattern_counts import Loaded
from functions.platform.consolidation.agent import Consolidation
from functions.platform.consolidation.models import ConsolidationTask
from functions.platform.consolidation.mover import LEASE
from functions.platform.consolidation.pack import Pack
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash, Faults
from tests.fakes.platform.turns import Turns
from tests.samples.conversations import DAY, converse, happen, subject_of

CONVERTED, OPENED = InteractionKind.CONVERTED, InteractionKind.OPENED
PACK = Pack({"few.yaml": "industry: {education: {label: Education}}"})


def consolidate(platform: FakePlatform) -> None:
    agent = Consolidation.assemble(platform)  # type: ignore[arg-type]
    agent.perform(ConsolidationTask())


def world(faults: Faults | None = None) -> FakePlatform:
    """Enough that an edge is learned, and one conversation of which a part is not over yet."""
    platform = FakePlatform(faults=faults)
    for _ in range(2):
        converse(platform, OPENED, CONVERTED)
        converse(platform, OPENED, source="facebook")
    platform.clock.advance(DAY.total_seconds())
    late = converse(platform)
    platform.faults.calls.clear()
    happen(platform, late, CONVERTED)
    platform.faults.calls.clear()
    return platform


@pytest.fixture(autouse=True)
def _soon_a_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.platform.consolidation.patterns.LEAST_TRIED", 2)
    monkeypatch.setattr("functions.platform.consolidation.patterns.LEVEL", 0.05)
    monkeypatch.setattr(Pack, "own", lambda: PACK)


def state(platform: FakePlatform) -> dict[str, object]:
    """All that is kept, without when it was learned."""
    edges = [edge.model_copy(update={"at": None}) for edge in platform.semantic.kept_edges.values()]
    return {
        "short_term": dict(platform.short_term.kept),
        "long_term": {who: dict(turns) for who, turns in platform.long_term.turns.items()},
        "episodes": dict(platform.episodes.kept),
        "attempts": dict(platform.pattern_counts.marks),
        "tallies": (dict(platform.pattern_counts.counted), platform.pattern_counts.total),
        "nodes": dict(platform.semantic.kept_nodes),
        "edges": sorted(edges, key=lambda edge: (edge.source, edge.target)),
        "pack": platform.pattern_counts.pack,
    }


def undisturbed() -> tuple[dict[str, object], Faults]:
    platform = world()
    consolidate(platform)
    expected = state(platform)
    assert len(platform.episodes.kept) == 2
    assert [edge for edge in platform.semantic.kept_edges.values() if edge.tried == 2]
    assert len(platform.short_term.kept) == 2, "the late conversation is not over"
    assert platform.pattern_counts.writings == {}
    return expected, platform.faults


def test_a_crash_at_any_call_neither_loses_nor_doubles_anything() -> None:
    expected, faults = undisturbed()
    deaths = faults.deaths()
    assert len(deaths) > 20
    for number, after in deaths:
        platform = world()
        platform.faults.crash_at(number, after=after)
        with pytest.raises(Crash):
            consolidate(platform)
        platform = platform.restarted()
        consolidate(platform)
        assert state(platform) == expected, f"after dying at call {number}"
        platform.clock.advance(LEASE.total_seconds() + 1)
        consolidate(platform)
        assert platform.pattern_counts.writings == {}
        assert state(platform) == expected


@pytest.mark.parametrize("after", [False, True])
def test_an_error_at_any_call_neither_loses_nor_doubles_anything(after: bool) -> None:
    expected, faults = undisturbed()
    calls = len(faults.calls)
    for number in range(1, calls + 1):
        platform = world()
        platform.faults.fail_at(number, after=after)
        with pytest.raises(Unavailable):
            consolidate(platform)
        consolidate(platform)
        assert state(platform) == expected, f"after an error at call {number}"


def test_crashes_one_after_the_other_still_come_to_the_same_end() -> None:
    expected, faults = undisturbed()
    calls = len(faults.calls)
    for first in range(1, calls + 1, 3):
        platform = world()
        for number in (first, (first * 7) % calls + 1, (first * 13) % calls + 1):
            platform.faults.crash_at(len(platform.faults.calls) + number, after=bool(number % 2))
            try:
                consolidate(platform)
            except Crash:
                platform = platform.restarted()
            platform.faults.clear()
        consolidate(platform)
        assert state(platform) == expected


def test_two_runs_at_once_count_nothing_twice() -> None:
    expected, _ = undisturbed()
    for seed in range(25):
        turns = Turns(seed)
        platform = world(turns)
        errors = turns.play(*[partial(consolidate, platform)] * 2)
        assert errors == [None, None]
        assert state(platform) == expected, f"seed {seed}"


class Between(Faults):
    """Does something before the ``n``-th call of a run, and perhaps dies before a later one."""

    def __init__(self) -> None:
        super().__init__()
        self.plans: dict[int, Callable[[], None]] = {}
        self._busy = False

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        if self._busy:
            yield
            return
        if plan := self.plans.pop(len(self.calls) + 1, None):
            self._busy = True
            plan()
            self._busy = False
        with super().at(name):
            yield


def alone(faults: Faults) -> tuple[FakePlatform, Lead]:
    platform = FakePlatform(faults=faults)
    lead = converse(platform, CONVERTED)
    platform.clock.advance(DAY.total_seconds())
    platform.pattern_counts.pack = Loaded(fingerprint=PACK.fingerprint)
    platform.faults.calls.clear()
    return platform, lead


def bury(platform: FakePlatform, lead: Lead) -> None:
    platform.subjects.bury([lead.lead_id, subject_of(lead)], platform.clock())


def delete(platform: FakePlatform, lead: Lead) -> None:
    """What an erasure does to these stores, once the tombstones are set."""
    platform.short_term.forget(conversation_of(lead.lead_id))
    platform.long_term.forget(subject_of(lead))
    platform.episodes.forget(subject_of(lead))
    platform.leads.kept.pop(lead.lead_id, None)


def bury_and_delete(platform: FakePlatform, lead: Lead) -> None:
    bury(platform, lead)
    delete(platform, lead)


def traces(platform: FakePlatform, lead: Lead) -> list[object]:
    subject = subject_of(lead)
    return [
        *platform.long_term.recall(subject).history,
        *platform.episodes.about(subject),
        *platform.short_term.whole(conversation_of(lead.lead_id)),
    ]


def length_of_a_run() -> int:
    platform, lead = alone(Between())
    consolidate(platform)
    assert len(traces(platform, lead)) == 4
    return len(platform.faults.calls)


def test_who_was_erased_before_is_not_brought_back() -> None:
    platform, lead = alone(Faults())
    bury(platform, lead)
    consolidate(platform)
    assert traces(platform, lead) == []
    assert platform.pattern_counts.total.tried == 0


def test_nobody_erased_meanwhile_is_brought_back_whatever_the_order() -> None:
    """The tombstone is set before one call and the rest deleted before another; then the run dies, or
    does not. Of the deaths each pair of moments sees every third, another third than its neighbours.
    """
    calls = length_of_a_run()
    for buried in range(1, calls + 1):
        for deleted in range(buried, calls + 1):
            for dies in (None, *range(deleted + (buried + deleted) % 3, calls + 1, 3)):
                faults = Between()
                platform, lead = alone(faults)

                erase = partial(bury_and_delete, platform, lead)
                faults.plans = {buried: partial(bury, platform, lead), deleted: erase}
                if dies:
                    faults.crash_at(dies)
                with suppress(Crash):
                    consolidate(platform)
                platform = platform.restarted()
                if faults.plans:  # the run ended before: it found nothing to do
                    faults.plans.clear()
                    erase()
                platform.clock.advance(LEASE.total_seconds() + 1)
                consolidate(platform)
                assert traces(platform, lead) == [], f"{buried}, {deleted}, {dies}"
                assert platform.pattern_counts.writings == {}

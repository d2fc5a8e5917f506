"""Consolidation does on the real stores what it does on the fakes."""

import pytest

from baton.leads.conversation import conversation_of
from baton.leads.interaction import InteractionKind
from baton.memory.pattern_counts import Pattern, PatternCount
from baton.runtime.platform import Platform
from functions.platform.consolidation.agent import Consolidation
from functions.platform.consolidation.models import ConsolidationResult, ConsolidationTask
from tests.samples.conversations import DAY, converse, subject_of

CONVERTED, OPENED = InteractionKind.CONVERTED, InteractionKind.OPENED


def consolidate(platform: Platform) -> ConsolidationResult:
    return Consolidation.assemble(platform).perform(ConsolidationTask())


@pytest.fixture
def platform(platform: Platform) -> Platform:
    """One on which the pack is loaded."""
    assert consolidate(platform).pack_loaded
    return platform


def test_past_turns_move_and_what_repeats_is_learned(platform: Platform) -> None:
    leads = [converse(platform, OPENED, CONVERTED) for _ in range(12)]
    for _ in range(28):
        converse(platform, OPENED, source="facebook")
    platform.clock.advance(DAY.total_seconds())  # type: ignore[attr-defined]
    result = consolidate(platform)
    assert (result.moved, result.remembered, result.forgotten) == (92, 132, 0)
    assert (result.learned, result.more, result.pack_loaded) == (1, False, False)
    assert platform.short_term.due() == ()
    history = platform.long_term.recall(subject_of(leads[0])).history
    assert [turn.conversion_rate for turn in history] == [1.0, 1.0, 0.25, 1.0]
    pattern = Pattern("education/hot/google", "premium/premium_1")
    assert platform.pattern_counts.tallies([pattern]) == {pattern: PatternCount(12, 12)}
    found = platform.semantic.walk("industry:education", hops=2, kinds=["action"])
    assert "action:premium/premium_1" in [one.node.node_id for one in found]
    assert platform.pattern_counts.unfinished(platform.clock()) == ()
    assert consolidate(platform).moved == 0


def test_who_was_erased_is_not_brought_back(platform: Platform) -> None:
    lead = converse(platform, CONVERTED)
    platform.subjects.bury([lead.lead_id, subject_of(lead)], platform.clock())
    platform.clock.advance(DAY.total_seconds())  # type: ignore[attr-defined]
    result = consolidate(platform)
    assert (result.moved, result.forgotten, result.remembered) == (2, 2, 0)
    assert not platform.long_term.recall(subject_of(lead)).is_known
    assert platform.short_term.recent(conversation_of(lead.lead_id)) == ()
    assert platform.pattern_counts.whole() == PatternCount()

"""A lead that its receiver runs at once, without an outbox entry, gets its run wherever that dies."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from baton.core.errors import BatonError, Unavailable
from baton.leads.lead import LeadStatus
from baton.messaging.workflows import WorkflowResult
from functions.leads.api.pipeline import LeadPipeline
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash
from tests.samples.outbox import dispatcher, drive, plenty
from tests.samples.pipeline import LEAD_ID, Pipeline, a_lead, receive


def held(*, fails: int) -> FakePlatform:
    """A platform with a held lead, whose pipeline fails so often before it succeeds."""
    platform = FakePlatform()
    receive(platform, a_lead(), held=True)
    prepare(platform, iter(range(fails)))
    return platform


def prepare(platform: FakePlatform, failures: Iterator[int] | None = None) -> None:
    pipeline = Pipeline(platform)

    def run(given: dict[str, Any]) -> dict[str, Any] | WorkflowResult:
        if failures and next(failures, None) is not None:
            return WorkflowResult(None, "States.Timeout")
        try:
            return pipeline(given)
        except BatonError as error:
            return WorkflowResult(None, type(error).__name__)

    platform.workflows.script("lead_pipeline", run)


def process(platform: FakePlatform) -> None:
    """What the API does with a lead that it has just stored, and again if its caller repeats."""
    pipeline = LeadPipeline.of(platform)  # type: ignore[arg-type]
    pipeline.process(platform.leads.get(LEAD_ID))


def take_over(platform: FakePlatform) -> None:
    pipeline = LeadPipeline.of(platform)  # type: ignore[arg-type]
    pipeline.take_over(platform.leads.get(LEAD_ID))


@pytest.mark.parametrize("repeated", [False, True], ids=["left", "repeated"])
@pytest.mark.parametrize("dies", [True, False], ids=["crash", "fault"])
@pytest.mark.parametrize("fails", [0, 1])
def test_a_held_lead_is_processed_once_after_a_fault_at_any_call(
    fails: int, dies: bool, repeated: bool
) -> None:
    whole = held(fails=fails)
    begun = len(whole.faults.calls)
    process(whole)
    calls = len(whole.faults.calls) - begun
    assert calls == 4

    for call in range(1, calls + 1):
        for after in (False, True):
            platform = held(fails=fails)
            plan = platform.faults.crash_at if dies else platform.faults.fail_at
            plan(len(platform.faults.calls) + call, after=after)
            with suppress(Crash, Unavailable):
                process(platform)
            platform = platform.restarted()
            prepare(platform)
            if repeated:
                platform.clock.advance(platform.settings.lease_seconds)
                take_over(platform)
            platform = drive(platform, prepare)

            lead = platform.leads.get(LEAD_ID)
            assert (lead.status, lead.version) == (LeadStatus.PROCESSED, 2), (call, after)
            assert len({message.message_id for _, message in platform.bus.events}) == 1
            assert (platform.outbox.parked, platform.leads.holding) == ({}, {})


def test_a_repeated_request_leaves_a_held_lead_to_who_holds_it_until_the_lease_is_over() -> None:
    platform = held(fails=0)
    platform.clock.advance(platform.settings.lease_seconds - 1)
    take_over(platform)
    assert platform.workflows.runs == []

    platform.clock.advance(1)
    take_over(platform)
    assert platform.leads.get(LEAD_ID).status is LeadStatus.PROCESSED
    assert LEAD_ID not in platform.outbox.entries


def test_only_the_run_that_follows_the_receipt_takes_nothing_for_known_of_the_lead() -> None:
    fresh, late = held(fails=0), held(fails=0)
    process(fresh)
    late.clock.advance(late.settings.lease_seconds)
    take_over(late)

    told = [platform.workflows.runs[0].given["just_received"] for platform in (fresh, late)]
    assert told == [True, False]


def test_a_sweep_that_cannot_look_for_held_leads_still_hands_out_what_is_due() -> None:
    platform = held(fails=0)
    other = platform.new_id()
    receive(platform, a_lead(other))
    platform.faults.fail("leads.held", Unavailable("no index"), times=1)

    dispatcher(platform).sweep(plenty)

    assert platform.leads.get(other).status is LeadStatus.PROCESSED

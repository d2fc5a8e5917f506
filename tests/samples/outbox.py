"""The outbox function on a platform in memory, driven until nothing is left to do."""

from collections.abc import Callable, Iterable

from baton.campaigns.events import CAMPAIGN_METRICS_RECORDED, CampaignMetricsRecorded
from baton.core.errors import Unavailable
from baton.messaging.announcements import announcement
from baton.messaging.outbox import OutboxEntry, Work
from functions.platform.outbox.dispatcher import Dispatcher, EntryRef
from functions.platform.outbox.worker import Worker
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash
from tests.samples.pipeline import CORRELATION_ID, LEAD_ID, AnyPlatform

PLENTY = 900.0
"""More seconds than any call needs."""


def plenty() -> float:
    """A call that has all the time of the world."""
    return PLENTY


def dispatcher(platform: FakePlatform, *, lanes: int = 1) -> Dispatcher:
    """The dispatcher; with one lane it does one thing after the other, so that runs repeat."""
    worker = Worker.assemble(platform, lambda: 0.5)  # type: ignore[arg-type]
    return Dispatcher(outbox=platform.outbox, worker=worker, clock=platform.clock, lanes=lanes)


def announced(platform: FakePlatform) -> list[EntryRef]:
    """What the stream would announce now."""
    entries = platform.outbox.entries
    told = [entries[entry_id] for entry_id in platform.outbox.inserted if entry_id in entries]
    return [
        EntryRef(one.entry_id, one.work, one if one.work is Work.PUBLISH else None) for one in told
    ]


def an_event(platform: AnyPlatform, subject_id: str = LEAD_ID) -> OutboxEntry:
    """An entry that publishes something small."""
    return announcement(
        CAMPAIGN_METRICS_RECORDED,
        CampaignMetricsRecorded(campaign_id=subject_id),
        sender="api",
        message_id=platform.new_id(),
        subject_id=subject_id,
        correlation_id=CORRELATION_ID,
        now=platform.clock(),
    )


def put(platform: AnyPlatform, *entries: OutboxEntry) -> None:
    """Keeps entries."""
    with platform.transactions.begin() as unit:
        for entry in entries:
            platform.outbox.add(entry, unit)


def drive(
    platform: FakePlatform,
    prepare: Callable[[FakePlatform], None] = lambda _: None,
    *,
    also: Iterable[Callable[[FakePlatform], None]] = (),
    rounds: int = 60,
) -> FakePlatform:
    """Sweeps, with time passing in between, until the outbox is empty; gives the last process.

    A call that fails, or a process that dies, is followed by another on the same data, which
    ``prepare`` gets ready; ``also`` is what others do between two sweeps. Raises ``AssertionError``
    if it never ends.
    """
    quiet = 0
    for _ in range(rounds):
        try:
            prepare(platform)
            dispatcher(platform).sweep(plenty)
            for act in also:
                act(platform)
        except (Crash, Unavailable):
            platform = platform.restarted()
        quiet = quiet + 1 if not platform.outbox.entries else 0
        if quiet > 1:
            return platform
        platform.clock.advance(3_601)
    raise AssertionError(f"still to be done: {platform.outbox.entries}")

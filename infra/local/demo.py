"""``make demo``: a local AWS of its own, the application in it, and leads through all of it."""

import fcntl
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from infra.configuration import Configuration, read_context
from infra.local import (
    campaign_demo,
    campaign_screen,
    demo_company,
    screen,
    shop,
    shop_demo,
    shop_screen,
)
from infra.local.client import ApiClient
from infra.local.feed import FeedResult, feed, summarise
from infra.local.interruption import Stopped, stopped_by_signals, undisturbed
from infra.local.lead_file import FileLead, read_leads
from infra.local.ministack import LocalFailure
from infra.local.places import LOCAL, ROOT
from infra.local.stack import LocalStack
from infra.local.synthesis import synthesized

AREA = "leads"
SAMPLE = ROOT / "samples" / "leads.csv"
IN_A_FILE = 160
"""Columns of what is written to a file or a pipe, unless ``COLUMNS`` says otherwise."""

_FEEDING = "Processing leads"

INTERRUPTED = 130
"""The exit status of a demo that was stopped before its summary: 128 and the number of SIGINT."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the person asked for."""

    leads: Path = SAMPLE
    mapping: Path | None = None
    limit: int | None = None
    once: bool = False
    everything: bool = False


def run(options: Options) -> int:
    """Runs the demo; gives the exit status: 0, 1 if a lead or a campaign failed or the shop's books do
    not add up, 130 if it was stopped before it could say so. Raises ``LocalFailure`` if another demo
    runs in this checkout, or nobody takes leads.
    """
    console = Console()
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(width=IN_A_FILE)
    _check_areas()
    leads = read_leads(options.leads, options.mapping, options.limit)
    stack = LocalStack.named("demo")
    status = INTERRUPTED
    with _only_demo(LOCAL / "demo.lock"), stopped_by_signals():
        stack.end()  # what a demo left that was killed
        stack.wipe()
        try:
            outputs = _start(console, stack)
            failed = _feed(console, outputs, leads, everything=options.everything)
            campaign_failed = _campaign(console, outputs)
            shop_failed = _shop(console, outputs)
            _company(console, stack, stays=not options.once)
            status = 1 if failed or campaign_failed or shop_failed else 0
            if not options.once:
                _stay(console, stack, outputs)
        except (KeyboardInterrupt, Stopped):
            console.print("\nStopping the local AWS …")
        finally:
            with undisturbed():
                stack.end()
        console.print("Stopped.")
    return status


def _check_areas() -> None:
    """The demo feeds leads, so their area has to be on."""
    if AREA not in Configuration.from_context(read_context().get).areas:
        raise LocalFailure(f"The demo feeds leads: put {AREA!r} among the areas in cdk.json.")


def _start(console: Console, stack: LocalStack) -> dict[str, Any]:
    with _step(console, "Synthesizing the stack"):
        assembly = synthesized()
    with _step(console, "Starting the local AWS"):
        stack.start()
    with _step(console, "Deploying the application"):
        outputs = stack.deploy(assembly)
    if demo_company.is_wanted():
        demo_company.drop(stack.aws)  # read while leads are fed
    return outputs


def _feed(
    console: Console, outputs: dict[str, Any], leads: list[FileLead], *, everything: bool
) -> int:
    with closing(ApiClient(outputs)) as api:
        with _step(console, "Getting a token"):
            api.token()
        started = time.perf_counter()
        fed = _fed(console, api, leads)
    result = summarise(fed, time.perf_counter() - started)
    console.print()
    console.print(screen.lead_table(fed, everything=everything, width=console.width))
    console.print()
    console.print(screen.first_words(fed))
    console.print()
    console.print(screen.summary(result))
    return result.failed


def _fed(console: Console, api: ApiClient, leads: list[FileLead]) -> list[FeedResult]:
    with _progress(console) as progress:
        bar, waiting = progress.add_task(_FEEDING, total=len(leads)), Counter[str]()

        def on_waiting(more: int) -> None:
            waiting[""] += more
            told = f" ({waiting['']} stored, to be tried again)" if waiting[""] else ""
            progress.update(bar, description=_FEEDING + told)

        return feed(api, leads, lambda: progress.advance(bar), on_waiting)


def _campaign(console: Console, outputs: dict[str, Any]) -> bool:
    """Has a campaign worked on from its brief, where its area is on; says whether that failed."""
    if "ads_url" not in outputs:
        return False
    with closing(ApiClient(outputs)) as api, _progress(console) as progress:
        bar = progress.add_task("Working on a campaign", total=None)

        def on_change(run: Mapping[str, Any]) -> None:
            done = f"{run['state']}, {run['step'].replace('_', ' ')}"
            progress.update(bar, description=f"Working on a campaign ({done})")

        run = campaign_demo.worked_on(api, on_change)
        totals = campaign_demo.totals(api, run)
    console.print()
    console.print(campaign_screen.shown(run, totals))
    return bool(run["state"] == "failed")


def _shop(console: Console, outputs: dict[str, Any]) -> bool:
    """Sells for a minute, where its area is on; says whether something was not as it has to be."""
    if not shop.is_wanted(outputs):
        return False
    started = time.perf_counter()
    with closing(ApiClient(outputs)) as api:
        with _step(console, "Opening the shop"):
            shop.open_shop(api)
        place = shop_demo.Shop(api, outputs["payment_url"], outputs["carrier_url"])
        with _progress(console) as progress:
            bar = progress.add_task("Selling", total=len(shop_demo.BUYERS) + 1)
            visits = shop_demo.sell(place, lambda: progress.advance(bar))
            progress.update(bar, description="Adding the books up")
            books = shop_demo.added_up(place)
    console.print()
    console.print(shop_screen.shown(visits, place.offered, books, time.perf_counter() - started))
    return bool(books.wrong or any(one.wrong for one in visits))


def _company(console: Console, stack: LocalStack, *, stays: bool) -> None:
    """Says what may be asked, once the company's facts are there; nothing where nobody asks."""
    if not demo_company.is_wanted():
        return
    with _step(console, "Reading two years of the demo's company"):
        kept = demo_company.wait(stack.aws)
    many = demo_company.known()
    console.print(
        f"\nTidewater is there with {kept:,} facts, and knows how to write to {many} customers who "
        "stopped buying: a win-back campaign reaches those who may be written to. "
        + ("In another terminal:" if stays else "With make demo or make up, ask:"),
        style="bold",
    )
    for question in demo_company.questions():
        console.print(f'  make ask Q="{question}"', highlight=False, markup=False)


def _stay(console: Console, stack: LocalStack, outputs: dict[str, Any]) -> None:
    path = (stack.folder / "outputs.json").relative_to(ROOT)
    screen.addresses(console, outputs, str(path))
    console.print("\nCtrl-C stops it.", style="dim")
    while stack.aws.is_running():
        time.sleep(1)
    console.print("The local AWS has ended.")


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )


@contextmanager
def _step(console: Console, what: str) -> Iterator[None]:
    """Says what is being done, and afterwards how long it took."""
    started = time.perf_counter()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        progress.add_task(f"{what} …", total=None)
        yield
    console.print(f"{what} … {time.perf_counter() - started:.1f} s", highlight=False)


@contextmanager
def _only_demo(lock: Path) -> Iterator[None]:
    """Holds the lock that this checkout's demo has. The system lets go of it however we end."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LocalFailure(
                "A demo runs in this checkout already. Stop it with Ctrl-C."
            ) from None
        yield

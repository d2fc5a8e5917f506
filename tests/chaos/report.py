"""What a storm did, as tables."""

from collections import Counter

from rich import box
from rich.console import Console
from rich.table import Table

from tests.chaos.proxy import Injected
from tests.chaos.storm import Outcome
from tests.chaos.weather import SORTS

LISTED = 10
"""How many of the lost or doubled are named."""


def show(outcome: Outcome, console: Console) -> None:
    """Prints the faults, then what became of the leads."""
    course = outcome.course
    console.print(
        f"{course.leads} leads, seed {course.seed}, {course.rate:.0%} of requests to be hit; "
        f"{outcome.seconds:.0f} s"
    )
    console.print(_faults(outcome.injected))
    console.print(_leads(outcome))
    for what, named in (("lost", outcome.verdict.lost), ("twice", outcome.verdict.doubled)):
        for one in named[:LISTED]:
            console.print(f"  {what}: {one}", style="red")
    for key, said in list(outcome.sent.given_up.items())[:LISTED]:
        console.print(f"  not acknowledged: {key}: {said}", style="red")


def _faults(injected: Injected) -> Table:
    table = Table(title="Faults injected", title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("service")
    table.add_column("operation")
    for sort in SORTS:
        table.add_column(sort.name, justify="right")
    table.add_column("all", justify="right")
    for service, operation in sorted({(one[0], one[1]) for one in injected.faults}):
        counts = [injected.faults[service, operation, sort] for sort in SORTS]
        table.add_row(service, operation, *map(str, counts), str(sum(counts)))
    totals: Counter[str] = Counter()
    for (_, _, sort), times in injected.faults.items():
        totals[sort.name] += times
    table.add_section()
    everything = sum(totals.values())
    table.add_row("all", "", *(str(totals[sort.name]) for sort in SORTS), str(everything))
    share = everything / injected.requests if injected.requests else 0.0
    repeated = ", ".join(f"{name} {times}" for name, times in sorted(injected.repetitions.items()))
    table.caption = (
        f"{everything:,} of {injected.requests:,} requests ({share:.1%}). "
        f"The SDK repeated {sum(injected.repetitions.values()):,}: {repeated}."
    )
    table.caption_justify = "left"
    return table


def _leads(outcome: Outcome) -> Table:
    verdict, sent = outcome.verdict, outcome.sent
    table = Table(title="What became of the leads", title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("")
    table.add_column("", justify="right")
    table.add_column("")
    answers = ", ".join(f"{status} {times}" for status, times in sorted(sent.answers.items()))
    table.add_row("acknowledged", str(len(sent.acknowledged)), f"answers: {answers}")
    for status, times in sorted(verdict.statuses.items()):
        table.add_row(status, str(times), "")
    for reason, times in sorted(verdict.reasons.items()):
        table.add_row("  because", str(times), reason)
    for end, times in sorted(verdict.steps.ends.items()):
        table.add_row(f"first step: {end}", str(times), "")
    for reason, times in sorted(verdict.steps.reasons.items()):
        table.add_row("  because", str(times), reason)
    mails = f"first steps, and {outcome.reports} reports; an unknown one is not sent again"
    table.add_row("mails", str(verdict.mails), mails)
    table.add_row("given up", str(len(sent.given_up)), "by callers, after four minutes")
    table.add_row("lost", str(len(verdict.lost)), _mark(not verdict.lost))
    table.add_row("came twice", str(len(verdict.doubled)), _mark(not verdict.doubled))
    table.add_row("work left", str(verdict.left), _mark(not verdict.left))
    table.add_row("work parked", str(verdict.parked_work), "outbox entries an operator looks at")
    return table


def _mark(good: bool) -> str:
    return "✓" if good else "✗"

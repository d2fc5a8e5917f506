"""What the demo shows: the table of leads, the summary, and where everything is."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from infra.local.feed import FeedResult, Summary

SHOWN = 24
"""How many leads the table shows unless all are asked for: the best, and the worst."""

PROBLEMS_SHOWN = 8

WIDE = 130
"""Columns of a terminal from which the table has everything; in a narrower one a lead has one line."""

_COLOURS = {"hot": "red", "warm": "yellow", "cold": "blue"}
_CATEGORIES = ("campaign_qualified", "cold_lead", "general_inquiry")
_TEMPERATURES = ("hot", "warm", "cold")


_WIDE_COLUMNS: Sequence[tuple[str, Mapping[str, Any]]] = (
    ("lead", {"no_wrap": True, "ratio": 5, "overflow": "ellipsis"}),
    ("score", {"justify": "right", "no_wrap": True}),
    ("category", {"no_wrap": True}),
    ("temp", {"no_wrap": True}),
    ("top reasons", {"ratio": 11}),
    ("strategy", {"no_wrap": True}),
    ("next action", {"ratio": 8}),
    ("handed to", {"ratio": 4}),
    ("ms", {"justify": "right", "no_wrap": True}),
)
_NARROW = (0, 1, 2, 3, 6)
"""Which of the columns a narrow terminal shows."""


def lead_table(fed: Sequence[FeedResult], *, everything: bool, width: int) -> RenderableType:
    """The leads by score, the best first. Of many, the best and the worst. A terminal that is less than
    ``WIDE`` columns shows a line a lead.
    """
    ranked = sorted(fed, key=lambda one: -one.score)
    hidden = 0 if everything else max(0, len(ranked) - SHOWN)
    shown = ranked if not hidden else [*ranked[: SHOWN // 2], *ranked[-SHOWN // 2 :]]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=True)
    columns = range(len(_WIDE_COLUMNS)) if width >= WIDE else _NARROW
    for name, layout in (_WIDE_COLUMNS[column] for column in columns):
        narrow = {} if width >= WIDE else {"no_wrap": True, "overflow": "ellipsis"}
        table.add_column(name, **{**layout, **narrow})
    for position, one in enumerate(shown):
        if hidden and position == SHOWN // 2:
            table.add_row(Text(f"… {hidden} more", style="dim"))
        cells = _row(one)
        table.add_row(*(cells[column] for column in columns))
    notes = ["ALL=1 shows every lead."] if hidden else []
    if width < WIDE:
        notes.append(f"From {WIDE} columns on: reasons, strategies, handoffs and times too.")
    return Group(table, *(Text(note, style="dim") for note in notes))


def _row(one: FeedResult) -> tuple[RenderableType, ...]:
    milliseconds = f"{one.milliseconds:.0f}"
    report = one.report
    if not report:
        problem = Text(one.problem, style="red")
        return (_who(one), "", "", "", problem, "", problem, "", milliseconds)
    temperature = report["temperature"]
    plan = report.get("plan") or {}
    targets = dict.fromkeys(handoff["target_agent"] for handoff in report.get("handoffs", ()))
    return (
        _who(one),
        f"{one.score:.0f}",
        _said(report["category"]),
        Text(temperature, style=_COLOURS[temperature]),
        Text(_reasons(report["assessment"])),
        plan.get("strategy", "a person decides"),
        Text(_next_action(report, plan)),
        Text(", ".join(target.replace("campaign_", "") for target in targets)),
        milliseconds,
    )


def _who(one: FeedResult) -> Text:
    lead = one.source.lead
    if lead is None:
        return Text(f"row {one.source.row}", style="red")
    name = " ".join(part for part in (lead.first_name, lead.last_name) if part)
    return Text(name or str(lead.email or lead.external_id or lead.phone))


def _next_action(report: Mapping[str, Any], plan: Mapping[str, Any]) -> str:
    """The first step with its time on the person's wall; the report has it in full words."""
    if not plan.get("steps"):
        return str((report.get("next_actions") or ("",))[0])
    step = plan["steps"][0]
    day, _, offset = step["local_time"].partition(" (")
    return f"{step['channel'].replace('_', ' ')} {day} ({plan['timezone']}, {offset}"


def _reasons(assessment: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{reason['points']:+.0f} {reason['text']}" for reason in assessment["reasons"][:2]
    )


def first_words(fed: Sequence[FeedResult]) -> RenderableType:
    """One lead of each kind that is told apart by what the person wrote, and what they are answered."""
    lines: list[RenderableType] = [Text("What the person wrote, and what follows", style="bold")]
    for label, fits in _TOLD_APART.items():
        if one := next((lead for lead in fed if lead.report and fits(lead.report)), None):
            lines += [Text(), *_answered(label, one)]
    return Group(*lines) if len(lines) > 1 else Text()


def _answered(label: str, one: FeedResult) -> Iterator[RenderableType]:
    report, lead = one.report, one.source.lead
    wrote = lead.message if lead and lead.message else "nothing"
    yield Text.assemble((f"{label}: ", "bold"), _who(one), f" wrote: {wrote}")
    for step in (report.get("plan") or {}).get("steps", ()):
        if step["channel"] == "email":
            yield Padding(
                Text(f"{step['content']['subject']}\n\n{step['content']['body']}"), (0, 4)
            )
            return
    for action in report.get("next_actions", ()):
        yield Text(f"    {action}")


def _kind_is(kind: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda report: report["assessment"].get("message") == kind


def _is_german(report: Mapping[str, Any]) -> bool:
    plan = report.get("plan") or {}
    return bool(plan.get("steps")) and plan.get("language") == "de"


_TOLD_APART: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "Complains": _kind_is("complains"),
    "Sells": _kind_is("sells"),
    "Refuses": _kind_is("refuses"),
    "In German": _is_german,
}


def summary(result: Summary) -> RenderableType:
    """Counts, times and what went wrong."""
    lines: list[RenderableType] = [
        Text.assemble(
            (f"{result.count} leads", "bold"),
            f" · p50 {result.p50:.0f} ms · p95 {result.p95:.0f} ms"
            f" · {result.per_second:.1f} leads/s · ",
            (f"{result.failed} failed", "red bold" if result.failed else "green"),
        ),
        Text("status       " + _counts(result.statuses, tuple(sorted(result.statuses)))),
        Text("category     " + _counts(result.categories, _CATEGORIES)),
        Text("temperature  " + _counts(result.temperatures, _TEMPERATURES)),
    ]
    if result.converted:
        for label, groups in (("category", _CATEGORIES), ("temperature", _TEMPERATURES)):
            lines.append(Text(f"converted by {label}: " + _rates(result.converted, groups)))
    for problem, count in result.problems.most_common(PROBLEMS_SHOWN):
        lines.append(Text(f"  {count} times: {problem}", style="red"))
    if (more := len(result.problems) - PROBLEMS_SHOWN) > 0:
        lines.append(Text(f"  and {more} other problems", style="red"))
    return Group(*lines)


def _counts(counter: Counter[str], names: Sequence[str]) -> str:
    return " · ".join(f"{_said(name)} {counter[name]}" for name in names)


def _said(name: str) -> str:
    """A category, temperature or status as people read it; those of the middle category are nurtured."""
    return "nurture" if name == "cold_lead" else name.replace("_", " ")


def _rates(converted: Mapping[str, tuple[int, int]], groups: Sequence[str]) -> str:
    return " · ".join(
        f"{_said(group)} {100 * wins / total:.0f} % of {total}"
        for group in groups
        for wins, total in [converted.get(group, (0, 0))]
        if total
    )


_STAND_INS = {
    "ads": "ad platforms",
    "sources": "lead sources",
    "payment": "payments",
    "carrier": "carriers",
}
"""By how outputs name their addresses."""


def addresses(console: Console, outputs: Mapping[str, Any], outputs_path: str) -> None:
    """Where the stack is and how to talk to it; commands are printed whole, to be copied."""
    console.print()
    _console(console, outputs)
    console.print(f"API        {outputs['api_url']}", soft_wrap=True)
    console.print(f"API pages  {outputs['docs_url']}", soft_wrap=True)
    console.print(f"Local AWS  {outputs['aws_endpoint']}", soft_wrap=True)
    for number, name in enumerate(name for name in _STAND_INS if f"{name}_url" in outputs):
        words = "Stand-ins" if number == 0 else ""
        address = f"{outputs[f'{name}_url']}/_control ({_STAND_INS[name]})"
        console.print(f"{words:10} {address}", soft_wrap=True)
    console.print('Logs       make logs ARGS="<correlation id>" (without it: of the last hour)')
    console.print(f"Clients    {outputs_path} (ids and secrets of this machine only)")
    if "LeadPipelineArn" not in outputs["stack"]:
        return  # the area leads is off, and there is nothing as short to try
    client = outputs["clients"]["application"]
    console.print("\nTry it:", style="bold")
    console.print(
        f"  TOKEN=$(curl -s -u {client['id']}:{client['secret']}"
        f" -d grant_type=client_credentials {outputs['token_url']}"
        ' | sed \'s/.*"access_token": *"\\([^"]*\\)".*/\\1/\')\n'
        f'  curl -s {outputs["api_url"]}/api/v1/leads -H "Authorization: Bearer $TOKEN"'
        " -H 'Content-Type: application/json'"
        ' -d \'{"email": "ada@example.org", "job_title": "CTO", "company_size": 200}\'',
        soft_wrap=True,
        highlight=False,
        markup=False,
    )


def _console(console: Console, outputs: Mapping[str, Any]) -> None:
    """Where people work, and how they sign in."""
    console.print(f"Console    {outputs['console_url']}", soft_wrap=True, style="bold")
    for name, password in reversed(outputs["people"].items()):
        console.print(f"           sign in as {name}, password {password}", soft_wrap=True)
    console.print()

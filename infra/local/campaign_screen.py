"""What the demo shows of a campaign's run: found, written, advertised, brought, changed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from baton.core.amounts import minor_digits
from baton.core.wording import counted

Json = Mapping[str, Any]

MOST_PIECES = 16


def shown(run: Json, days: Sequence[Json]) -> RenderableType:
    """A run as tables; ``days`` are the platforms' campaigns with their totals."""
    parts: list[RenderableType] = [Text("A campaign, from its brief", style="bold")]
    for part in (_steps(run), _found(run), _content(run), _ads(run, days), _judged(run)):
        parts += [Text(), part]
    return Group(*parts)


def _steps(run: Json) -> RenderableType:
    table = _table("step", "took", "what it came to", widest=2)
    for one in run["steps"]:
        took = _seconds(one["started_at"], one["ended_at"])
        again = f" · revision {one['revision']}" if one["revision"] else ""
        table.add_row(_said(one["step"]) + again, f"{took:.1f} s", one["summary"])
    colour = {"failed": "red", "ended": "green"}.get(run["state"], "yellow")
    told = Text.assemble((f"{run['state']}", colour), f": {run.get('why') or 'under way'}")
    return Group(table, told)


def _found(run: Json) -> RenderableType:
    leads = run.get("leads")
    if not leads:
        return Text("Nobody was looked for.")
    quality = leads.get("average_quality")
    lines = [
        f"Found {leads['found']} people at {leads['companies']} companies; "
        f"{leads['qualified']} qualify, {leads['handed_over']} are new leads"
        + (f"; average quality {quality:.2f}" if quality is not None else "")
    ]
    for one in leads["sources"]:
        why = "" if _brought(one) else one["why"]
        lines.append(
            f"  {_said(one['source'])}: {_said(one['outcome'])}"
            f" · {counted(one['companies'], 'company', 'companies')},"
            f" {counted(one['people'], 'person', 'people')}"
            + (f", {counted(one['credits'], 'credit')}" if one["credits"] else "")
            + (f" ({why})" if why else "")
        )
        lines += [f"    {told}" for told in one.get("findings", ()) if told != why]
    return Text("\n".join(lines))


def _brought(source: Json) -> bool:
    return bool(source["companies"] or source["people"])


def _content(run: Json) -> RenderableType:
    part = run.get("content") or {}
    pieces = part.get("pieces", ())
    table = _table("content", "language", "score", "findings", "written by", "status")
    for one in pieces[:MOST_PIECES]:
        name = _said(one["kind"]) + (f" for {one['platform']}" if one.get("platform") else "")
        name += f", {one['variant']}" if one.get("variant") else ""
        score = f"{one['score']:.0f}" if one.get("score") is not None else "-"
        by, status = one["written_by"], one["status"]
        table.add_row(name, one["language"], score, str(one["findings"]), by, status)
    more = len(pieces) - MOST_PIECES
    lines = [f"and {more} more"] if more > 0 else []
    return Group(table, *map(Text, [*lines, *part.get("findings", ())]))


def _ads(run: Json, days: Sequence[Json]) -> RenderableType:
    table = _table("ads on", "state", "spend", "clicks", "conversions", "revenue", "a day")
    totals = {one["campaign_id"]: one for one in days}
    for one in (run.get("ads") or {}).get("platforms", ()):
        total = totals.get(one.get("campaign_id"), {})
        state = "runs" if one["active"] else "; ".join(one["findings"]) or "off"
        currency = total.get("currency", "")
        table.add_row(
            one["platform"],
            state,
            _money(total.get("spend"), currency),
            _count(total.get("clicks")),
            _count(total.get("conversions")),
            _money(total.get("revenue"), currency),
            _money(total.get("daily_budget"), currency),
        )
    return table


def _judged(run: Json) -> RenderableType:
    part = run.get("performance")
    if not part:
        return Text("What it brought is not judged yet.")
    score = part.get("score")
    told = f"{score:.2f} ({part['low']:.2f} to {part['high']:.2f})" if score is not None else "-"
    lines: list[RenderableType] = [Text.assemble(("Score ", "bold"), f"{told}. {part['why']}")]
    lines += [Text(f"  {line}") for line in _advice(part)]
    return Group(*lines)


def _advice(part: Json) -> Iterator[str]:
    for one in part["advice"]:
        whom = _said(one["reader"])
        yield f"{whom}: {one['text']} Assumed: {one['assumption']}"


def _table(*names: str, widest: int | None = None) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, name in enumerate(names):
        table.add_column(name, ratio=1 if place == widest else None)
    return table


def _said(name: str) -> str:
    return name.replace("_", " ")


def _seconds(started: str, ended: str) -> float:
    from datetime import datetime

    return (datetime.fromisoformat(ended) - datetime.fromisoformat(started)).total_seconds()


def _count(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _money(minor: float | None, currency: str) -> str:
    if minor is None:
        return "-"
    digits = minor_digits(currency)
    return f"{minor / 10**digits:,.{digits}f} {currency}"

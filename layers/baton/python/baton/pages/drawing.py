"""Drawings of charts: a few kinds of shapes, which pages show as SVG and papers as vectors. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from baton.pages.markup import Markup, joined, tag


class Ink(StrEnum):
    """What a shape is drawn with, by what it means; pages give it another colour in the dark."""

    MAIN = "main"
    BEFORE = "before"
    OUTLOOK = "outlook"
    PLAN = "plan"
    GOOD = "good"
    BAD = "bad"
    GRID = "grid"
    AXIS = "axis"
    QUIET = "quiet"
    STRONG = "strong"


COLOURS: Mapping[Ink, str] = {
    Ink.MAIN: "#3b6fb6",
    Ink.BEFORE: "#a9bfdf",
    Ink.OUTLOOK: "#dbe6f5",
    Ink.PLAN: "#b5651d",
    Ink.GOOD: "#1a7f4b",
    Ink.BAD: "#b3261e",
    Ink.GRID: "#e3e6ea",
    Ink.AXIS: "#8a93a0",
    Ink.QUIET: "#5b6472",
    Ink.STRONG: "#1d2430",
}
"""On white."""

TEXT_SIZE = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    ink: Ink = Ink.GRID
    width: float = 1
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; ``x`` and ``y`` are its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink = Ink.MAIN


@dataclass(frozen=True, slots=True)
class Label:
    """Words; ``x`` is their start, middle or end, as ``anchor`` says, and ``y`` their baseline."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    ink: Ink = Ink.QUIET
    strong: bool = False


Shape = Line | Box | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a sheet, the later ones over the earlier, from its upper left corner on in pixels; with
    what it shows in words, for who does not see it.
    """

    width: float
    height: float
    title: str
    described: str
    shapes: Sequence[Shape]


def svg(drawing: Drawing) -> Markup:
    """The drawing for a page: no script, nothing loaded."""
    return tag(
        "svg",
        tag("title", drawing.title),
        tag("desc", drawing.described),
        joined(*map(_shape, drawing.shapes)),
        role="img",
        class_="drawing",
        viewBox=f"0 0 {drawing.width:g} {drawing.height:g}",
        width=f"{drawing.width:g}",
        height=f"{drawing.height:g}",
        aria_label=f"{drawing.title}. {drawing.described}",
    )


def _shape(one: Shape) -> Markup:
    match one:
        case Line():
            return tag(
                "line",
                x1=round(one.x1, 1),
                y1=round(one.y1, 1),
                x2=round(one.x2, 1),
                y2=round(one.y2, 1),
                stroke=COLOURS[one.ink],
                stroke_width=one.width,
                stroke_dasharray="4 3" if one.dashed else None,
                class_=f"line-{one.ink}",
            )
        case Box():
            return tag(
                "rect",
                x=round(one.x, 1),
                y=round(one.y, 1),
                width=round(one.width, 1),
                height=round(one.height, 1),
                fill=COLOURS[one.ink],
                class_=f"fill-{one.ink}",
            )
        case Label():
            return tag(
                "text",
                one.text,
                x=round(one.x, 1),
                y=round(one.y, 1),
                text_anchor=one.anchor,
                class_=f"fill-{one.ink} {'strong' if one.strong else 'light'}",
            )

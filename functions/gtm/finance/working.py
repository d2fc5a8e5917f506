"""A figure on its way: what was worked out, put together with what the figure is. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from baton.core.contract import Contract
from baton.gtm.conversion import money_text
from baton.gtm.figures import Figure, FigureInput, FigureName, FigurePart, UnitName
from baton.gtm.formulas import Undefined
from baton.gtm.periods import Period
from functions.gtm.finance.figure_specs import figure_specs


@dataclass(frozen=True, slots=True)
class Worked:
    """A figure's value, and how it came about."""

    value: float
    inputs: Sequence[FigureInput] = ()
    steps: Sequence[str] = ()
    parts: Sequence[FigurePart] = ()
    notes: Sequence[str] = ()


class Frame(Contract):
    """What all figures of an answer have in common."""

    period: Period
    currency: str


def money(name: str, value: float, *queries: str) -> FigureInput:
    """An amount that went in."""
    return FigureInput(name=name, value=round(value), unit=UnitName.MONEY, queries=queries)


def count(name: str, value: float, *queries: str) -> FigureInput:
    """A number that went in."""
    return FigureInput(name=name, value=value, unit=UnitName.COUNT, queries=queries)


def share(name: str, value: float, *queries: str) -> FigureInput:
    """A share that went in."""
    return FigureInput(name=name, value=value, unit=UnitName.SHARE, queries=queries)


def months(name: str, value: float, *queries: str) -> FigureInput:
    """A length of time that went in."""
    return FigureInput(name=name, value=value, unit=UnitName.MONTHS, queries=queries)


def words(value: float, unit: UnitName, currency: str) -> str:
    """A value as people write it."""
    match unit:
        case UnitName.MONEY:
            return money_text(value, currency)
        case UnitName.SHARE:
            return f"{value:.1%}".replace("%", " %")
        case UnitName.MONTHS:
            return f"{value:.1f} months"
        case UnitName.RATIO:
            return f"{value:.2f}"
        case _:
            return f"{value:,.0f}"


def part(
    of: str, name: str, value: Callable[[], float] | float, unit: UnitName, currency: str
) -> FigurePart:
    """A figure of a channel, cohort or category; without a value where it has no meaning."""
    try:
        found = value() if callable(value) else value
    except Undefined as reason:
        return FigurePart(of=of, name=name, value=None, text="undefined", undefined=str(reason))
    kept = round(found) if unit is UnitName.MONEY else found
    return FigurePart(of=of, name=name, value=kept, text=words(found, unit, currency))


def figure(name: FigureName, frame: Frame, worked: Worked | Undefined) -> Figure:
    """The whole figure; money is rounded to the minor unit here and nowhere before."""
    spec = figure_specs()[name]
    told: Mapping[str, object] = {
        "name": name,
        "label": spec.label,
        "unit": spec.unit,
        "currency": frame.currency if spec.unit is UnitName.MONEY else None,
        "period": frame.period,
        "formula": spec.formula,
        "source": spec.source,
    }
    if isinstance(worked, Undefined):
        return Figure.model_validate({**told, "text": "undefined", "undefined": str(worked)})
    value = worked.value
    benchmark = spec.benchmark.of(frame.period) if spec.benchmark else None
    return Figure.model_validate(
        {
            **told,
            "value": round(value) if spec.unit is UnitName.MONEY else value,
            "text": words(value, spec.unit, frame.currency),
            "inputs": tuple(worked.inputs),
            "steps": tuple(worked.steps),
            "parts": tuple(worked.parts),
            "notes": tuple(worked.notes),
            "benchmark": benchmark,
        }
    )

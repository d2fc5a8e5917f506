"""What each figure is: ``figures.yaml``, read and checked. Pure."""

from collections.abc import Mapping
from functools import cache

from pydantic import TypeAdapter

from baton.core.contract import Contract
from baton.core.packaged_yaml import packaged_yaml
from baton.gtm.figures import Benchmark, FigureName, UnitName
from baton.gtm.periods import Period


class BenchmarkSpec(Benchmark):
    """A benchmark; a ``yearly`` one is of a year, and of nothing shorter or longer."""

    yearly: bool = False

    def of(self, period: Period) -> Benchmark | None:
        """The benchmark for a figure of a period, if it can be compared."""
        if self.yearly and not period.is_a_year:
            return None
        return Benchmark(value=self.value, text=self.text, better=self.better, source=self.source)


class FigureSpec(Contract):
    """One figure."""

    label: str
    unit: UnitName
    formula: str
    source: str
    adds_up: bool = False
    benchmark: BenchmarkSpec | None = None


@cache
def figure_specs() -> Mapping[FigureName, FigureSpec]:
    """Every figure's. Raises ``ValidationError``."""
    table = packaged_yaml("functions.gtm.finance", "figures.yaml")
    return TypeAdapter(dict[FigureName, FigureSpec]).validate_python(table)

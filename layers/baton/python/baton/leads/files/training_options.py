"""What a person wants of the scorecard that is learned from their history."""

from typing import ClassVar

from pydantic import Field

from baton.core.contract import Contract
from baton.leads.files.field_rule import Texts


class TrainingOptions(Contract):
    """Columns or lead fields, by name. In a mapping file it is the section ``training``:

    training:
      rising: [activity.seconds_on_site]   # more never gives fewer points
      falling: [days_since_asking]         # more never gives more points
      keep: [Lead Profile]                 # use it although it looks like a leak
      leave_out: [Country]
      categories: [Postcode]               # numbers or not, its values are told apart as texts
      decimal_comma: [Revenue]             # 1.200 is a thousand and two hundred
      decimal_point: [Ratio]               # 1.200 is one and two tenths
      order: Created                       # the column that says which leads are the latest
    """

    in_words: ClassVar[bool] = True

    COLUMNS: ClassVar[tuple[str, ...]] = (
        *("rising", "falling", "keep", "leave_out", "categories", "decimal_comma", "decimal_point"),
    )
    """The options that name columns."""

    rising: Texts = ()
    falling: Texts = ()
    keep: Texts = ()
    leave_out: Texts = ()
    categories: Texts = ()
    decimal_comma: Texts = ()
    decimal_point: Texts = ()
    order: str | None = Field(default=None, min_length=1)

"""The last step from a row to a lead: money, attributes, and the lead's own rules."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from baton.core.amounts import minor_units
from baton.core.no_answer import is_no_answer
from baton.core.text import prose
from baton.leads.incoming import THEN_STRICT, IncomingLead, ignored_field
from baton.leads.lead import IgnoredField, NewLead
from baton.leads.lead_faults import faults_by_field, sentences
from baton.tabular.cells import Cell, MoneyText, Row, as_text, column_key

MAX_ATTRIBUTES = 60
MAX_TEXT = 500
MAX_NAME = 80
MAX_SIZE = 10**18
_ATTRIBUTES = "attributes."
_AMOUNT, _CURRENCY = "budget.amount", "budget.currency"


@dataclass(frozen=True, slots=True)
class MappedRow:
    """A row as a lead with what it goes on without, or else every fault in words:
    ``email: is not a valid e-mail address``.
    """

    lead: NewLead | None
    faults: tuple[str, ...] = ()
    ignored: tuple[IgnoredField, ...] = ()


def collected(
    row: Row, others: str | tuple[str, ...], claimed: Collection[str], empty: frozenset[str]
) -> dict[str, Cell]:
    """The columns that become attributes by themselves, by the attribute's name.

    They are kept as far as they fit, since nobody asked for them one by one: a text is cut at 500
    characters, one that is not text is left out. Columns named ``attributes.…`` are taken as given.
    """
    attributes: dict[str, Cell] = {}
    for column, cell in _other_cells(row, others, claimed):
        text = as_text(cell)
        if is_no_answer(text) or text.casefold() in empty:
            continue
        if column.startswith(_ATTRIBUTES):
            attributes[column.removeprefix(_ATTRIBUTES)] = cell
        elif (kept := _fitting(cell)) is not None:
            attributes[_free(_attribute_name(column), attributes)] = kept
    return attributes


def lead_from(
    values: Mapping[str, Any],
    extra: Mapping[str, Cell],
    faults: dict[str, str],
    ignored: Sequence[IgnoredField],
    strict: Collection[str],
) -> MappedRow:
    """The lead with these values by dotted field, or its faults added to those there are.

    Attributes in ``extra`` fill up what ``values`` leaves of the sixty. A field that is not valid is
    left out unless it is ``strict``; ``ignored`` are those of which that is known already.
    """
    try:
        read = _budget(values)
    except ValueError as error:
        read = _without_budget(values)
        if _AMOUNT in strict:
            faults = {**faults, _AMOUNT: str(error)}
        else:
            ignored = (*ignored, ignored_field(_AMOUNT, values[_AMOUNT].text, str(error)))
    given = _nested(read, extra)
    try:
        lead = IncomingLead.model_validate(given, context={THEN_STRICT: strict})
    except ValidationError as error:
        problems = {
            **faults,
            **{one.field: one.why for one in ignored},
            **faults_by_field(error.errors(include_url=False)),
        }
        return MappedRow(None, tuple(sentences(problems)))
    if faults:
        return MappedRow(None, tuple(sentences(faults)))
    known = {one.field for one in ignored}
    more = (one for one in lead.ignored if one.field not in known)
    return MappedRow(lead.details, (), (*ignored, *more))


def _nested(given: Mapping[str, Any], extra: Mapping[str, Cell]) -> dict[str, Any]:
    lead: dict[str, Any] = {}
    attributes: dict[str, Cell] = {}
    for field, value in given.items():
        group, _, name = field.partition(".")
        if not name:
            lead[field] = value
        elif group == "attributes":
            attributes[name] = value
        else:
            lead.setdefault(group, {})[name] = value
    room = MAX_ATTRIBUTES - len(attributes)
    more = [(name, cell) for name, cell in extra.items() if name not in attributes]
    return {**lead, "attributes": {**attributes, **dict(more[: max(room, 0)])}}


def _budget(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with money as a lead has it; a currency without an amount is no budget. Raises
    ``ValueError`` for an amount that cannot be read.
    """
    given = dict(values)
    amount = given.get(_AMOUNT)
    if amount is None:
        given.pop(_CURRENCY, None)
    elif isinstance(amount, MoneyText):
        read = amount.amount(given.get(_CURRENCY))
        if read.currency:
            given[_CURRENCY] = read.currency
        given[_AMOUNT] = minor_units(read.value, read.currency or "")
    return given


def _without_budget(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not name.startswith("budget.")}


def _other_cells(
    row: Row, others: str | tuple[str, ...], claimed: Collection[str]
) -> Iterator[tuple[str, Cell]]:
    if isinstance(others, tuple):
        yield from ((column, row.cell(column)) for column in others)
        return
    for column, cell in row.cells.items():
        if column_key(column) not in claimed:
            yield column, cell


def _fitting(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell if isinstance(cell, bool) or abs(cell or 0) <= MAX_SIZE else None
    text = as_text(cell)
    try:
        return prose(text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…")
    except ValueError:
        return None


def _attribute_name(column: str) -> str:
    words = re.sub(r"\W+", "_", column.casefold()).strip("_")
    return words[:MAX_NAME] or "column"


def _free(name: str, taken: Collection[str]) -> str:
    """``name``, with a number if another column has it already."""
    if name not in taken:
        return name
    numbers = (f"{name[: MAX_NAME - 4]}_{number}" for number in range(2, len(taken) + 3))
    return next(free for free in numbers if free not in taken)

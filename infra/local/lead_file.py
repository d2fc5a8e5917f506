"""Leads from a CSV or JSONL file on this machine, through a column mapping."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from baton.leads.files.column_mapping import ColumnMapping
from baton.leads.lead import NewLead
from baton.tabular.cells import json_number
from baton.tabular.mapping_file import MappingError
from infra.local.ministack import LocalFailure


@dataclass(frozen=True, slots=True)
class FileLead:
    """One row: its number from 1, the lead or its faults, and what became of it, if it is known."""

    row: int
    lead: NewLead | None
    faults: tuple[str, ...]
    converted: bool | None


def read_leads(path: Path, mapping_path: Path | None, limit: int | None) -> list[FileLead]:
    """The rows of a file. Raises ``LocalFailure`` if file or mapping cannot be used at all."""
    mapping = _mapping(mapping_path)
    try:
        rows = list(islice(_rows(path), limit))
    except (OSError, UnicodeDecodeError, csv.Error, ValueError) as error:
        raise LocalFailure(f"The file {path} cannot be read: {error}") from error
    if not rows:
        raise LocalFailure(f"The file {path} has no rows.")
    if faults := mapping.header_faults(list(rows[0])):
        raise LocalFailure("\n  ".join((f"The columns of {path} do not fit:", *faults)))
    return [_read(mapping, number, row) for number, row in enumerate(rows, 1)]


def _read(mapping: ColumnMapping, number: int, row: Mapping[str, Any]) -> FileLead:
    mapped = mapping.row(row)
    return FileLead(number, mapped.lead, mapped.faults, mapping.outcome_of(row))


def _mapping(path: Path | None) -> ColumnMapping:
    if path is None:
        return ColumnMapping.canonical()
    try:
        return ColumnMapping.from_yaml(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise LocalFailure(f"The mapping {path} cannot be read: {error}") from error
    except MappingError as error:
        raise LocalFailure(str(error)) from error


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix.casefold() in {".jsonl", ".ndjson"}:
            yield from (json.loads(line, parse_float=json_number) for line in file if line.strip())
        else:
            yield from csv.DictReader(file)

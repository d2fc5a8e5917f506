"""Ids that come from what they stand for, so that a step that is repeated makes nothing new."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ulid import ULID

from baton.leads.files.file_import import RowStatus

_ROW_BYTES = 4
_IMPORT_BYTES = 6


def import_id(bucket: str, key: str, etag: str, mapping_etag: str | None) -> str:
    """The id of a file's import. It has the form of a ULID, without a time in it."""
    return str(ULID.from_bytes(_hash(bucket, key, etag, mapping_etag or "")[:16]))


def folder(import_id: str) -> str:
    """Where in the bucket everything is kept that is made of a file."""
    return f"results/{import_id}/"


def lead_id(import_id: str, started_at: datetime, row: int) -> str:
    """The id of the lead in a row: a ULID of the import's time, in the order of the rows.

    48 bits of the import's hash keep two imports apart that start in the same millisecond.
    """
    milliseconds = int(started_at.timestamp() * 1000).to_bytes(6, "big")
    rest = row.to_bytes(_ROW_BYTES, "big") + _hash(import_id)[:_IMPORT_BYTES]
    return str(ULID.from_bytes(milliseconds + rest))


def message_id(import_id: str, counts: Mapping[RowStatus, int]) -> str:
    """The id of the message that says how an import ended: another end is another message."""
    return str(ULID.from_bytes(_hash(import_id, json.dumps(dict(sorted(counts.items()))))[:16]))


def row_content(original: Mapping[str, Any]) -> str:
    """What makes two rows the same: their values by column, whatever the columns' order. Values
    that are empty make no difference.
    """
    given = {key: value for key, value in original.items() if value not in (None, "")}
    return json.dumps(given, sort_keys=True, default=str)


def _hash(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()

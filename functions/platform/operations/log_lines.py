"""What lines of a function's log say: our own, and Lambda's reports of calls. Pure."""

from collections.abc import Mapping
from typing import Any

from baton.core.json_text import outside_json


def line_of(text: str) -> Mapping[str, Any]:
    """What a line of JSON holds; nothing if it is another."""
    try:
        told = outside_json(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def message_of(line: str) -> str:
    """What a log line says, if it tells of an error: its message and the name of its exception."""
    told = line_of(line)
    if told.get("type") == "platform.report":
        return _reported(told.get("record") or {})
    if told.get("level") != "ERROR":
        return ""
    name = told.get("exception_name")
    return f"{told.get('message', '')}{f' ({name})' if name else ''}"


def _reported(record: Mapping[str, Any]) -> str:
    """What Lambda says of a call, if it did not succeed."""
    if record.get("status") == "success":
        return ""
    kind, used = record.get("errorType"), record.get("metrics") or {}
    spent = f"{used.get('durationMs')} ms, {used.get('maxMemoryUsedMB')} MB"
    return f"the call ended with {record.get('status')}{f' ({kind})' if kind else ''} after {spent}"

"""A JSONL file as items: one JSON object a line."""

import json
from collections.abc import Iterable, Iterator
from typing import NoReturn

from baton.core.json_text import each_name_once
from baton.tabular.items import Item, broken_item, object_item
from baton.tabular.text_lines import Line


def jsonl_items(lines: Iterable[Line]) -> Iterator[Item]:
    """The items of a JSONL file. Empty lines are passed over; a broken one is an item, too."""
    for line in lines:
        if text := line.text.strip():
            fault = line.fault or _fault(text)
            if fault is None:
                yield object_item(text)
            else:
                yield broken_item(f"line {line.number}: {fault}", text)


def _fault(text: str) -> str | None:
    """What is wrong with a line; ``None`` if it is an object that everybody reads alike."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=each_name_once)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        return f"is not valid JSON ({error.msg} at character {error.colno})"
    except UnicodeEncodeError:
        return "has half a character in an escape such as \\ud83d"
    except RecursionError:
        return "is nested too deep"
    except ValueError as error:
        return f"is not valid JSON ({error})"
    return None if isinstance(value, dict) else "is valid JSON, but not an object"


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")

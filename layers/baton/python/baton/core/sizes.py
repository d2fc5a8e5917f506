"""How long things are as JSON in UTF-8, and that they are no longer than what carries them takes.

Lambda answers with 6 MB at most (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html),
DynamoDB keeps 400 KB in an item, and a workflow's state carries 256 KB.
"""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import AfterValidator
from pydantic_core import to_jsonable_python

from baton.core.contract import Contract

KIB = 1024

PAGE_BYTES = 1_500_000
"""Of items on a page, so that an answer stays below 5 MB over every door: MCP has a result twice, as
JSON and as a text of JSON, whose quotes and backslashes then take up to two bytes each."""


def json_bytes(value: Any) -> int:
    """The length of ``value`` as JSON, in bytes."""
    text = json.dumps(to_jsonable_python(value), ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-8", "surrogatepass"))


def at_most(kib: int) -> AfterValidator:
    """Refuses a value that is longer as JSON than so many KiB, and says so."""

    def checked(value: Any) -> Any:
        if (length := json_bytes(value)) > kib * KIB:
            raise ValueError(f"may have {kib} KiB as JSON; this has {-(-length // KIB)}")
        return value

    return AfterValidator(checked)


def how_many_fit(items: Iterable[Contract], most: int = PAGE_BYTES) -> int:
    """How many of the first items have ``most`` bytes together; one at least, if there is one."""
    count = length = 0
    for item in items:
        length += json_bytes(item.to_json()) + 1
        if length > most and count:
            break
        count += 1
    return count

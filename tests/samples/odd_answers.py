"""What another's program may send instead of an answer."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

NO_ANSWERS = (
    *(b"[" * 200_000, b'{"error":' * 5_000, b"", b"null", b"5", b'"x"', b"[]", b"[5]", b"{}"),
    *(b"\xff\xfe", b'{"error": 5}', b'{"error": {"message": "\\ud800"}}', b'{"data": [5]}'),
    *(b'{"error": {"details": [5]}}', b'{"error": {"details": [{"errors": [5]}]}}', b"[{}]"),
    *(b'[{"results": [5]}]', b'{"elements": [5]}', b'{"data": null}', b'{"id": {}}'),
)
"""Of another form than any API's."""

_ODD: tuple[Any, ...] = (None, 5, "x", [], {}, 10**30, -1, 1.5, "\ud800", [5], {"a": 1})


def with_one_odd_field(good: Mapping[str, Any]) -> Iterator[bytes]:
    """An answer in which one field is of another form, each field in each form."""
    for name in good:
        for odd in _ODD:
            yield json.dumps({**good, name: odd}).encode()

"""A function that answers HTTP is put together once a container, and gets every event."""

from typing import Any

import pytest

from baton.runtime.http_entry import http_handler
from baton.runtime.platform import Platform


class Echo:
    """Answers with what it was asked."""

    def handle(self, event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
        return {"statusCode": 200, "body": f"{event['rawPath']} {lambda_context}"}


def test_an_api_is_put_together_at_the_first_event_and_kept() -> None:
    made: list[Platform] = []

    def assemble(platform: Platform) -> Echo:
        made.append(platform)
        return Echo()

    handler = http_handler(assemble)
    assert made == []
    assert handler({"rawPath": "/a"}, "x")["body"] == "/a x"
    assert handler({"rawPath": "/b"}, "y")["body"] == "/b y"
    assert len(made) == 1


def test_a_call_that_keeps_the_snapshot_awake_does_nothing() -> None:
    handler = http_handler(lambda _: pytest.fail("nothing is put together for it"))
    assert handler({"wake": True}, None) == {}

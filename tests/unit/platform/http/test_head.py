"""A HEAD is answered as its GET, without the body."""

import pytest

from tests.samples.http import Client, a_platform

UNKNOWN = "01JNB3V5QZ8W2Y4X6T7R9P0K1M"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/health",
        "/openapi.json",
        "/docs",
        "/api/v1/leads",
        f"/api/v1/leads/{UNKNOWN}",
        "/no",
    ],
)
def test_a_head_has_the_status_and_type_of_its_get(path: str) -> None:
    client = Client(a_platform())
    told, head = client.get(path), client.send("HEAD", path)
    assert (head.status, head.text) == (told.status, "")
    assert head.headers["Content-Type"] == told.headers["Content-Type"]


def test_a_head_of_what_has_no_get_is_refused() -> None:
    answer = Client(a_platform()).send("HEAD", "/api/v1/leads/batch")
    assert answer.status in {404, 405}
    assert answer.text == ""

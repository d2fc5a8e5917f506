"""Files in the deployed bucket become documents that are found, and go from answers with their files."""

from collections.abc import Callable
from typing import Any

from tests.integration.deployment import Deployment
from tests.integration.wire import Wire

PATH, KEY = "/api/v1/documents", "knowledge/support/guides/Returns.md"
TEXT = "# Returns\n\nYou can send a kettle back within 30 days.\n"

PATIENCE = 60.0
"""Seconds: the first question of a container waits for the weights of the embeddings."""


def found(caller: Wire) -> list[dict[str, Any]]:
    asked = {"q": "how long can I return a kettle", "collection": "support"}
    items: list[dict[str, Any]] = (
        caller.get(f"{PATH}/search", params=asked, timeout=PATIENCE)
        .raise_for_status()
        .json()["items"]
    )
    return [one for one in items if one["source"]["name"] == KEY]


def test_a_file_is_found_while_it_is_there_in_its_latest_version(
    deployment: Deployment, operator: Wire, eventually: Callable[..., Any]
) -> None:
    deployment.drop(KEY, TEXT)
    (first,) = eventually(lambda: found(operator), "the document")
    assert (first["title"], first["version"]) == ("Returns", 1)
    assert first["quote"] == "You can send a kettle back within 30 days."
    deployment.drop(KEY, TEXT.replace("30", "14"))
    (second,) = eventually(
        lambda: [one for one in found(operator) if one["version"] == 2], "the version"
    )
    assert second["quote"] == "You can send a kettle back within 14 days."
    deployment.take_away(KEY)
    eventually(lambda: not found(operator), "the end of the document")


def test_a_document_that_is_deleted_is_gone_with_its_file(
    deployment: Deployment, operator: Wire, eventually: Callable[..., Any]
) -> None:
    deployment.drop(KEY, TEXT)
    (one,) = eventually(lambda: found(operator), "the document")
    operator.send("DELETE", f"{PATH}/{one['document_id']}").raise_for_status()
    assert found(operator) == []


def test_a_text_is_found_when_it_is_kept(operator: Wire) -> None:
    given = {"title": "Kettles", "text": "A kettle lasts ten years.", "collections": ["marketing"]}
    kept = operator.post(PATH, given, timeout=PATIENCE).raise_for_status().json()
    asked = {"q": "how long does a kettle last", "collection": "marketing"}
    items = (
        operator.get(f"{PATH}/search", params=asked, timeout=PATIENCE)
        .raise_for_status()
        .json()["items"]
    )
    assert [one["quote"] for one in items] == ["A kettle lasts ten years."]
    operator.send("DELETE", f"{PATH}/{kept['document_id']}").raise_for_status()

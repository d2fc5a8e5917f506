"""Every operation answers as the OpenAPI document says."""

from typing import Any

import pytest

from tests.conformance.document import a_client, findings, operations

EXAMPLES = 20


@pytest.mark.parametrize(
    "operation", list(operations(a_client(), EXAMPLES)), ids=lambda one: one.label
)
def test_an_operation_answers_as_its_document_says(operation: Any) -> None:
    assert findings(operation) == {}

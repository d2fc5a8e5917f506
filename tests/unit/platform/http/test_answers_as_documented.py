"""Every operation answers as the OpenAPI document says."""

from typing import Any

import pytest
from hypothesis import settings

from tests.conformance.document import a_client, findings, operations

EXAMPLES = settings.default.max_examples // 10
"""Five, since to make them up takes long; a hundred in the profile ``long``."""


@pytest.mark.parametrize(
    "operation", list(operations(a_client(), EXAMPLES)), ids=lambda one: one.label
)
def test_an_operation_answers_as_its_document_says(operation: Any) -> None:
    assert findings(operation) == {}

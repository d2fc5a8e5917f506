"""Whether the APIs answer as their OpenAPI document says, by schemathesis over every operation."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks
from schemathesis.core.failures import FailureGroup

from tests.conformance.wsgi import app_of
from tests.samples.http import Client, a_platform

CHECKS = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
)
"""Of schemathesis'. Left out: `unsupported_method` and `ignored_auth`, which API Gateway decides before
a function is called; `positive_data_acceptance`, since a schema cannot say that a cursor is one of ours;
`use_after_free` and `ensure_resource_availability`, which belong to stateful runs.
"""

Finding = tuple[str, str]


def operations(client: Client) -> Iterator[Any]:
    """Every operation of the document that ``client``'s APIs serve."""
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app_of(client))
    for found in schema.get_all_operations():
        yield found.ok()


def findings(operation: Any, examples: int) -> Counter[Finding]:
    """What of an operation's answers is not as the document says, and how often."""
    found: Counter[Finding] = Counter()

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def tried(case: Any) -> None:
        response = case.call()
        try:
            case.validate_response(response, checks=list(CHECKS))
        except FailureGroup as group:
            for one in group.exceptions:
                text = (
                    f"{response.status_code} {one.title}: {str(one)[:300]} | {response.text[:200]}"
                )
                found[operation.label, text] += 1

    tried()
    return found


def a_client() -> Client:
    """A caller who may everything, of a platform in memory."""
    return Client(a_platform())

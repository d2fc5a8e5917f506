"""What the functions of the local stack logged can be read."""

from datetime import UTC, datetime, timedelta

from infra.local import logs
from tests.integration.wire import LEADS


def test_a_correlation_id_leads_to_the_lines_of_every_function_on_the_way(
    application, a_lead, lead_when, stack
):
    answer = application.post(LEADS, a_lead(), headers={"X-Correlation-Id": "logs-7f3a"})
    lead_when(answer.json()["lead_id"])

    every = stack.aws.client("lambda").list_functions(MaxItems=50)["Functions"]
    since = datetime.now(UTC) - timedelta(minutes=10)
    found = logs.lines(stack.aws.client("logs"), every, since=since, holds="logs-7f3a")

    assert {"lead_triage", "handoff", "engagement", "result_writer"} <= {
        line.function for line in found
    }
    assert [line.at for line in found] == sorted(line.at for line in found)
    assert logs.lines(stack.aws.client("logs"), every, since=since, holds="nobody-asked") == []

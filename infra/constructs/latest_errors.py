"""A question to the logs of an area that everybody asks first, kept in CloudWatch Logs Insights.

Beside the dashboards and not on them: a kept query costs nothing, and one on a dashboard reads the logs,
which is paid by the gigabyte, whenever somebody looks.
"""

from collections.abc import Iterable

from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.configuration import Configuration
from infra.constructs.functions import BatonFunction

_QUERY = """# For one request, filter by its correlation_id
fields @timestamp, @log, service, message, correlation_id, record.status
| filter level in ['ERROR', 'CRITICAL'] or type = 'platform.report'
| sort @timestamp desc
| limit 50"""


class LatestErrors(Construct):
    """The latest errors of all functions of a stack, and what Lambda says of calls that failed."""

    def __init__(
        self,
        scope: Construct,
        area: str,
        configuration: Configuration,
        functions: Iterable[BatonFunction],
    ) -> None:
        super().__init__(scope, "LatestErrors")
        logs.CfnQueryDefinition(
            self,
            "Query",
            name=f"{configuration.prefix}/{area}/latest errors",
            log_group_names=[one.log_group.log_group_name for one in functions],
            query_string=_QUERY,
        )

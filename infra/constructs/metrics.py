"""What is measured, and under which names CloudWatch keeps it.

Every alarm looks at one metric, without arithmetic: it costs a third, and the local AWS knows no
other. A share of failures is the average of a metric that is 1 for a failure and 0 otherwise.
"""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from infra.function_specs import ALIAS

MINUTE, FIVE_MINUTES, QUARTER = Duration.minutes(1), Duration.minutes(5), Duration.minutes(15)


def measured(
    namespace: str,
    name: str,
    statistic: str,
    *,
    over: Duration = FIVE_MINUTES,
    **dimensions: str,
) -> cloudwatch.Metric:
    """One metric, as ``measured("AWS/SQS", "NumberOfMessagesSent", "Sum", QueueName=…)``."""
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        statistic=statistic,
        period=over,
        dimensions_map=dimensions or None,
    )


def of_agent(
    service: str, name: str, statistic: str = "Sum", *, over: Duration = FIVE_MINUTES
) -> cloudwatch.Metric:
    """What a function says of itself (``baton.core.observability``)."""
    return measured("Baton", name, statistic, over=over, service=service)


def of_all_agents(
    name: str, statistic: str = "Sum", *, over: Duration = FIVE_MINUTES
) -> cloudwatch.Metric:
    """What all agents together say of their tasks: the same metrics without a dimension."""
    return measured("Baton", name, statistic, over=over)


def of_function(
    function_name: str, name: str, statistic: str = "Sum", *, over: Duration = FIVE_MINUTES
) -> cloudwatch.Metric:
    """What Lambda says of a function's alias, which is what everybody calls."""
    return measured(
        "AWS/Lambda",
        name,
        statistic,
        over=over,
        FunctionName=function_name,
        Resource=f"{function_name}:{ALIAS}",
    )

"""What is measured, and under which names CloudWatch keeps it.

An alarm looks at one metric, without arithmetic: it is paid by the metric. A share of failures is the
average of a metric that is 1 for a failure and 0 otherwise. A function's errors are the exception: where
a canary is rolled back by them, they are those of the new version alone or of all calls,
whichever is more.
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
    prefix: str, service: str, name: str, statistic: str = "Sum", *, over: Duration = FIVE_MINUTES
) -> cloudwatch.Metric:
    """What a function says of itself (``baton.core.observability``), in its deployment's namespace."""
    return measured(prefix, name, statistic, over=over, service=service)


def of_all_agents(
    prefix: str, name: str, statistic: str = "Sum", *, over: Duration = FIVE_MINUTES
) -> cloudwatch.Metric:
    """What all agents together say of their tasks: the same metrics without a dimension."""
    return measured(prefix, name, statistic, over=over)


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


def of_newest(
    function_name: str, version: str, name: str, statistic: str, *, over: Duration
) -> cloudwatch.MathExpression:
    """What Lambda says of the alias, or of one version behind it, whichever is more: while a canary has
    a tenth of the calls, what becomes of it is lost in the whole.
    """
    where = {"FunctionName": function_name, "Resource": f"{function_name}:{ALIAS}"}
    return cloudwatch.MathExpression(
        expression="MAX([every, FILL(newest, 0)])",
        period=over,
        using_metrics={
            "every": measured("AWS/Lambda", name, statistic, over=over, **where),
            "newest": measured(
                "AWS/Lambda", name, statistic, over=over, **where, ExecutedVersion=version
            ),
        },
    )

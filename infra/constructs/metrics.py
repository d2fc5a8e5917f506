"""What is measured, and under which names CloudWatch keeps it.

A share of failures is the average of a metric that is 1 for a failure and 0 otherwise, as Baton's
``Failed`` is. Where a metric is documented as a count only, the share is
computed (``share``). The local AWS knows no arithmetic with metrics: ``Alarms`` leaves out there what
needs it.
"""

import json
from collections.abc import Sequence

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


def share(part: cloudwatch.Metric, whole: cloudwatch.Metric) -> cloudwatch.MathExpression:
    """How much of ``whole`` is ``part``, 0 to 1; both are sums over the same period."""
    return cloudwatch.MathExpression(
        expression="part / whole", using_metrics={"part": part, "whole": whole}, period=part.period
    )


def of_function(
    function_name: str, name: str, statistic: str = "Sum", *, over: Duration = FIVE_MINUTES
) -> cloudwatch.Metric:
    """What Lambda says of a function's alias, which everybody calls."""
    return measured(
        "AWS/Lambda",
        name,
        statistic,
        over=over,
        FunctionName=function_name,
        Resource=f"{function_name}:{ALIAS}",
    )


def searched(
    namespace: str,
    name: str | Sequence[str],
    statistic: str,
    word: str = "",
    **dimensions: Sequence[str],
) -> cloudwatch.MathExpression:
    """A metric of every resource whose ``dimensions`` have one of the values, over five minutes, each
    under its name; of every one where no values are given, with ``word`` in its name if there is one.
    Several metrics are shown each under its own name.
    """
    names = [name] if isinstance(name, str) else name
    wanted = {"MetricName": names, **dimensions}
    values = [
        f"{dimension}=({' OR '.join(json.dumps(one) for one in given)})"
        for dimension, given in wanted.items()
        if given
    ]
    schema = ",".join((f'"{namespace}"' if "/" in namespace else namespace, *dimensions))
    asked = " ".join((f"{{{schema}}}", *values, *([word] if word else [])))
    shown = "MetricName" if len(names) > 1 else f"Dim.{next(iter(dimensions))}"
    return cloudwatch.MathExpression(
        expression=f"SEARCH('{asked}', '{statistic}', {FIVE_MINUTES.to_seconds()})",
        using_metrics={},
        period=FIVE_MINUTES,
        label=f"${{PROP('{shown}')}}",
    )

"""What API Gateway writes of each request."""

import json
from collections.abc import Mapping
from typing import cast

from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.configuration import Configuration
from infra.retention import removal, retention


def write_access_log(
    scope: Construct,
    stage: apigatewayv2.IStage,
    configuration: Configuration,
    line: Mapping[str, str],
) -> None:
    """Has a stage write a line of JSON for each request to a log group of its own."""
    group = logs.LogGroup(
        scope,
        "AccessLogs",
        retention=retention(configuration.log_days),
        removal_policy=removal(configuration),
    )
    cast(
        "apigatewayv2.CfnStage", stage.node.default_child
    ).access_log_settings = apigatewayv2.CfnStage.AccessLogSettingsProperty(
        destination_arn=group.log_group_arn, format=json.dumps(dict(line))
    )

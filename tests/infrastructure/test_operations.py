"""What the operations stack says of the application is true."""

import re

from tests.infrastructure.synthesis import Template


def alarms(application: Template) -> set[str]:
    return {alarm["AlarmName"] for alarm in application.properties("CloudWatch::Alarm").values()}


def test_every_alias_moves_by_a_canary_that_exists(
    application: Template, operations: Template
) -> None:
    groups = {
        (group["ApplicationName"], group["DeploymentGroupName"])
        for group in operations.properties("CodeDeploy::DeploymentGroup").values()
    }
    named = {
        (policy["ApplicationName"], policy["DeploymentGroupName"])
        for alias in application.of_type("Lambda::Alias").values()
        for policy in [alias["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]]
    }
    assert named == groups
    assert len(named) == len(application.of_type("Lambda::Alias"))


def test_every_canary_rolls_back_by_itself_on_alarms_that_exist(
    application: Template, operations: Template
) -> None:
    for name, group in operations.properties("CodeDeploy::DeploymentGroup").items():
        assert "Canary" in group["DeploymentConfigName"], name
        assert group["AutoRollbackConfiguration"]["Enabled"], name
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"], name
        watched = {alarm["Name"] for alarm in group["AlarmConfiguration"]["Alarms"]}
        assert watched, name
        assert watched <= alarms(application), name


def test_an_alarm_that_rolls_back_rings_while_the_canary_still_runs(
    application: Template, operations: Template
) -> None:
    """The strategy gives a new version five minutes; the alarm on functions' errors needs less."""
    groups = operations.properties("CodeDeploy::DeploymentGroup").values()
    minutes = min(
        int(re.findall(r"(\d+)Minutes", group["DeploymentConfigName"])[0]) for group in groups
    )
    seen = 0
    for alarm in application.properties("CloudWatch::Alarm").values():
        if alarm["AlarmName"].endswith("-function-errors"):
            assert alarm["Period"] * alarm["EvaluationPeriods"] < minutes * 60
            seen += 1
    assert seen


def test_every_table_is_backed_up_every_week(application: Template, operations: Template) -> None:
    (selection,) = operations.properties("Backup::BackupSelection").values()
    (tag,) = selection["BackupSelection"]["ListOfTags"]
    for name, table in application.properties("DynamoDB::Table").items():
        assert {"Key": tag["ConditionKey"], "Value": tag["ConditionValue"]} in table["Tags"], name
    (plan,) = operations.properties("Backup::BackupPlan").values()
    (rule,) = plan["BackupPlan"]["BackupPlanRule"]
    assert rule["ScheduleExpression"] == "cron(0 3 ? * SUN *)"
    assert rule["Lifecycle"]["DeleteAfterDays"] == 35
    (vault,) = operations.of_type("Backup::BackupVault").values()
    assert vault["DeletionPolicy"] == "RetainExceptOnCreate"


def test_people_are_told_before_the_budget_is_spent(operations: Template) -> None:
    (budget,) = operations.properties("Budgets::Budget").values()
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 100, "Unit": "USD"}
    actual = [
        told["Notification"]["Threshold"]
        for told in budget["NotificationsWithSubscribers"]
        if told["Notification"]["NotificationType"] == "ACTUAL"
    ]
    assert actual == [80]

"""Names that are known before the thing is there.

A workflow calls functions, and functions start workflows: with ARNs of fixed names neither waits for
the other. The operations stack names alarms and aliases the same way, so that the two stacks share
no export that would hold a resource fast.
"""

from aws_cdk import Stack
from constructs import IConstruct

BACKUP_TAG = ("baton:backup", "daily")
"""What is backed up every day has this tag."""


def function_name(stack_name: str, function: str) -> str:
    """The function's name in its account, as ``Baton-lead_triage``."""
    return f"{stack_name}-{function}"


def function_arn(scope: IConstruct, name: str) -> str:
    """The ARN of the function with this name in the account of ``scope``."""
    stack = Stack.of(scope)
    return f"arn:{stack.partition}:lambda:{stack.region}:{stack.account}:function:{name}"


def workflow_name(stack_name: str, workflow: str) -> str:
    """The state machine's name in its account, as ``Baton-lead_pipeline``."""
    return f"{stack_name}-{workflow}"


def workflow_arn(scope: IConstruct, workflow: str) -> str:
    """The ARN of a state machine of this stack."""
    stack = Stack.of(scope)
    return (
        f"arn:{stack.partition}:states:{stack.region}:{stack.account}:stateMachine:"
        + workflow_name(stack.stack_name, workflow)
    )


def topic_name(stack_name: str) -> str:
    """The name of the topic that alarms speak on."""
    return f"{stack_name}-alarms"


def topic_arn(scope: IConstruct, stack_name: str) -> str:
    """The ARN of the topic that alarms speak on."""
    stack = Stack.of(scope)
    return f"arn:{stack.partition}:sns:{stack.region}:{stack.account}:{topic_name(stack_name)}"


def alarm_name(stack_name: str, alarm: str) -> str:
    """The alarm's name in its account, as ``Baton-api-p95``."""
    return f"{stack_name}-{alarm}"


def errors_alarm(function: str) -> str:
    """The alarm on a function's errors, which also rolls its canary back."""
    return f"{function}-function-errors"


def deployment_group(stack_name: str, function: str) -> str:
    """CodeDeploy's deployment group of a function's alias; its application has the stack's name."""
    return f"{stack_name}-{function}"

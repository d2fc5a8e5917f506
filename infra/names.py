"""Names that are known before the thing is there.

A workflow calls functions, and functions start workflows: with ARNs of fixed names neither waits for
the other. What an area's stack must name of another area, or a lower stack of a higher one, it names
the same way, so that no export holds a resource of theirs fast. ``prefix`` is that of the
configuration, with which the name of everything begins; it has no hyphen, and what follows it does.
"""

from hashlib import sha256

from aws_cdk import Stack
from constructs import IConstruct

from infra.function_specs import ALIAS

DEPLOYMENT_TAG = "baton-deployment"
"""Everything of a deployment has this tag with its prefix; the bill can be split by it."""


def backup_tag(prefix: str) -> tuple[str, str]:
    """What is backed up has this tag, and is of one deployment: values are matched whole."""
    return ("baton:backup", prefix)


def in_camel_case(name: str) -> str:
    """``lead_triage`` as ``LeadTriage``."""
    return "".join(part.capitalize() for part in name.split("_"))


def function_name(prefix: str, function: str) -> str:
    """The function's name in its account, as ``Baton-lead_triage``."""
    return f"{prefix}-{function}"


def function_arn(scope: IConstruct, prefix: str, function: str) -> str:
    """The ARN of a function in the account of ``scope``."""
    stack = Stack.of(scope)
    name = function_name(prefix, function)
    return f"arn:{stack.partition}:lambda:{stack.region}:{stack.account}:function:{name}"


def alias_arn(scope: IConstruct, prefix: str, function: str) -> str:
    """The ARN of the alias that a function is called by."""
    return f"{function_arn(scope, prefix, function)}:{ALIAS}"


def workflow_name(prefix: str, workflow: str) -> str:
    """The state machine's name in its account, as ``Baton-lead_pipeline``."""
    return f"{prefix}-{workflow}"


def workflow_arn(scope: IConstruct, prefix: str, workflow: str) -> str:
    """The ARN of a state machine in the account of ``scope``."""
    stack = Stack.of(scope)
    return (
        f"arn:{stack.partition}:states:{stack.region}:{stack.account}:stateMachine:"
        + workflow_name(prefix, workflow)
    )


def secret_arn(scope: IConstruct, secret: str) -> str:
    """The ARN of a secret by its name, to which Secrets Manager adds six characters."""
    stack = Stack.of(scope)
    where = f"{stack.region}:{stack.account}"
    return f"arn:{stack.partition}:secretsmanager:{where}:secret:{secret}-??????"


def topic_name(prefix: str) -> str:
    """The name of the topic that alarms speak on."""
    return f"{prefix}-alarms"


def alarm_name(prefix: str, alarm: str) -> str:
    """The alarm's name in its account, as ``Baton-api-p95``."""
    return f"{prefix}-{alarm}"


def errors_alarm(area: str) -> str:
    """The alarm on the errors of an area's functions, which also rolls their canaries back."""
    return f"{area}-function-errors"


def failed_calls(area: str) -> str:
    """The metric of an area's calls that failed, all functions together, in the prefix's namespace."""
    return f"{in_camel_case(area)}FailedCalls"


def deployment_group(prefix: str, function: str) -> str:
    """CodeDeploy's deployment group of a function's alias; its application has the prefix's name."""
    return f"{prefix}-{function}"


def worldwide(prefix: str, region: str, name: str) -> str:
    """The name of what an account has once for all regions: dashboards, budgets, CloudFront's."""
    return f"{prefix}-{name}-{region}"


_LONGEST_DOMAIN = 28
"""Characters of a search domain's name (OpenSearch Service quotas)."""


def search_domain(prefix: str, *, own_key: bool, in_vpc: bool) -> str:
    """The search domain's name, as ``baton-episodes``.

    A domain cannot change its key or its network: it is replaced, and the new one needs another name
    than the old one that is still there. A prefix that is too long is cut, and told apart by its hash.
    """
    kind = ("k" if own_key else "") + ("v" if in_vpc else "")
    ending = "-episodes" + (f"-{kind}" if kind else "")
    name = prefix.lower()
    if len(name + ending) > _LONGEST_DOMAIN:
        digest = sha256(prefix.encode()).hexdigest()[:6]
        name = f"{name[: _LONGEST_DOMAIN - len(ending) - len(digest) - 1]}-{digest}"
    return name + ending


def stack_name(prefix: str, part: str) -> str:
    """The stack of a part, as ``BatonLeads``."""
    return prefix + in_camel_case(part)

"""Findings of cdk-nag that are meant, each on its resource with its reason.

There is no way here to acknowledge a finding for a whole stack, and a wildcard in a permission is
acknowledged by the resource it stands in, so that another one is found.
"""

from collections.abc import Mapping
from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct


def acknowledge(construct: IConstruct, rule: str, reason: str) -> None:
    """Says why the finding ``rule`` of one construct is meant."""
    Validations.of(construct).acknowledge(Acknowledgment(id=rule, reason=reason))


def acknowledge_wildcard(construct: IConstruct, arn: str, reason: str) -> None:
    """Says why the policies of a role may name ``arn``, which has a ``*`` in it."""
    told = _told(Stack.of(construct).resolve(arn))
    acknowledge(construct, f"AwsSolutions-IAM5[Resource::{told}]", reason)


def _told(value: Any) -> str:
    """A CloudFormation value as cdk-nag names it: ``<Bucket.Arn>/incoming/*``."""
    if not isinstance(value, Mapping):
        return str(value)
    (function, argument), *_ = value.items()
    if function == "Fn::ImportValue":
        return str(argument)
    if function == "Ref":
        return f"<{argument}>"
    if function == "Fn::GetAtt":
        return f"<{'.'.join(argument)}>"
    if function == "Fn::Join":
        return str(argument[0]).join(map(_told, argument[1]))
    raise ValueError(f"an ARN with {function} in it has no name for cdk-nag")

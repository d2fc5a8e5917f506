"""Findings of cdk-nag that are meant, each on its resource with its reason."""

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct


def acknowledge(construct: IConstruct, rule: str, reason: str) -> None:
    """Says why the finding ``rule`` of one construct is meant. ``rule`` may name a single finding,
    as ``AwsSolutions-IAM5[Resource::*]``."""
    Validations.of(construct).acknowledge(Acknowledgment(id=rule, reason=reason))

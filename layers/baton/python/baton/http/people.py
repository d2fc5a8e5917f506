"""What people who sign in may do: the scopes that their groups are good for.

A person's token has the scopes that its client asked for; of these count those that follow from the
person's groups in the user pool. Scopes are named ``<what>.<right>``, so a new one has its place here.
"""

from collections.abc import Iterable

VIEWER, APPROVER, OPERATOR, ADMIN = "viewer", "approver", "operator", "admin"
GROUPS = (VIEWER, APPROVER, OPERATOR, ADMIN)
"""From who may do least to who may do most; each may what those before it may."""

_ABOUT_ONE_PERSON = ("subjects.", "audit.")
"""Exports, erasures and who read what: for an administrator alone."""

_TO_LOOK_AT = frozenset({"analytics", "agent.status"})


def least_group(scope: str) -> str:
    """The first group that is good for a scope, which is without the resource server."""
    if scope.startswith(_ABOUT_ONE_PERSON):
        return ADMIN
    if scope.endswith(".read") or scope in _TO_LOOK_AT:
        return VIEWER
    return APPROVER if scope.endswith(".decide") else OPERATOR


def of_groups(scopes: Iterable[str], groups: Iterable[str], server: str) -> frozenset[str]:
    """Those of a token's ``scopes`` (each begins with ``server``) that somebody in ``groups`` has."""
    highest = max((GROUPS.index(one) for one in groups if one in GROUPS), default=-1)
    return frozenset(
        scope
        for scope in scopes
        if GROUPS.index(least_group(scope.removeprefix(server))) <= highest
    )

"""People of the local stack: one of each group and called as it, who sign in with a password."""

import contextlib
import secrets
from collections.abc import Mapping
from typing import Any

from baton.http.people import GROUPS
from infra.local.ministack import MiniStack
from infra.local.outputs import console_url

_FOR_THE_POLICY = "-aA1"
"""What the pool asks of every password beside its length."""


def let_in(aws: MiniStack, stack: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Makes a person of each group, and lets the console on this machine have them sign in. Gives
    passwords by name: the ``known`` ones, or new ones.
    """
    pool, cognito = stack["UserPoolId"], aws.client("cognito-idp")
    _admit_console(cognito, pool, stack["PeopleClientId"], console_url(aws, stack))
    return {group: _person(cognito, pool, group, known.get(group)) for group in GROUPS}


def _admit_console(cognito: Any, pool: str, client: str, url: str) -> None:
    """The template has the console's address on AWS; here it is another."""
    known = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"]
    kept = {name: known[name] for name in _KEPT if name in known}
    callbacks = list(dict.fromkeys([url, *known.get("CallbackURLs", [])]))
    kept |= {"CallbackURLs": callbacks, "LogoutURLs": [url]}
    cognito.update_user_pool_client(UserPoolId=pool, ClientId=client, **kept)


_KEPT = (
    "ClientName",
    "AllowedOAuthFlows",
    "AllowedOAuthFlowsUserPoolClient",
    "AllowedOAuthScopes",
    "ExplicitAuthFlows",
    "SupportedIdentityProviders",
    "AccessTokenValidity",
    "RefreshTokenValidity",
    "TokenValidityUnits",
    "EnableTokenRevocation",
    "PreventUserExistenceErrors",
)
"""What an update would else set to its default."""


def _person(cognito: Any, pool: str, name: str, password: str | None) -> str:
    """Somebody with the name of their group."""
    password = password or secrets.token_urlsafe(12) + _FOR_THE_POLICY
    with contextlib.suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=name,
            TemporaryPassword=password,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": f"{name}@baton.example"},
                {"Name": "email_verified", "Value": "true"},
            ],
        )
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=name, Password=password, Permanent=True
    )
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=name)
    return password

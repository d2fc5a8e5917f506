"""Who may call: programs, each an app client with its own scopes, and people, who sign in.

A person's client asks for any scope; which of them count follows from the person's groups
(``baton.http.people``), so that a group that is taken away counts at once for new tokens.
"""

from collections.abc import Iterable, Mapping
from typing import cast

from aws_cdk import Aws, Duration, Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.area_specs import area_specs
from infra.configuration import Configuration
from infra.nag_suppressions import acknowledge
from infra.names import in_camel_case
from infra.retention import removal

RESOURCE_SERVER = "baton"
"""The prefix of every scope, as in ``baton/traces.read``."""

GROUPS: Mapping[str, str] = {
    "viewer": "may look",
    "approver": "may decide what is put to people, too",
    "operator": "may change what the agents work on, too",
    "admin": "may export and erase persons and read the audit trail, too",
}
"""Groups of people, from who may do least to who may do most."""

SCOPES: Mapping[str, str] = {
    name: words for area in area_specs().values() for name, words in area.scopes.items()
}
"""Every scope with its description, of the areas that are off too: switching one off takes away nobody's
credentials."""


def _of_areas(client: str) -> tuple[str, ...]:
    areas = area_specs().values()
    return tuple(dict.fromkeys(one for area in areas for one in area.clients.get(client, ())))


CLIENTS: Mapping[str, tuple[str, ...]] = {
    "application": tuple(
        name for name in SCOPES if not name.startswith(("subjects.", "audit.", "language."))
    ),
    "operator": tuple(SCOPES),
    **{name: _of_areas(name) for area in area_specs().values() for name in area.clients},
}
"""Callers and their scopes. ``application`` is a company's own system, ``reader`` a report that may
change nothing, ``operator`` the people's page; the others come with their areas."""


class Identity(Construct):
    """The pool, the scopes and one client per caller; tokens come from the OAuth 2 token endpoint."""

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "Identity")
        self._configuration = configuration
        self.pool = self._pool()
        self._server, self._scopes = self._resource_server()
        self.clients = self._clients()
        self.people = self._people()
        self.domain = self.pool.add_domain(
            "Domain",
            cognito_domain=cognito.CognitoDomainOptions(
                domain_prefix=f"{self._configuration.prefix.lower()}-{Aws.ACCOUNT_ID}"
            ),
        )

    @property
    def issuer(self) -> str:
        """The ``iss`` of every token. Joined here, since the local AWS does not give it."""
        stack = Stack.of(self)
        return f"https://cognito-idp.{stack.region}.{stack.url_suffix}/{self.pool.user_pool_id}"

    @property
    def token_url(self) -> str:
        """Where a client gets its token, with its id and secret as basic authentication."""
        return f"{self.domain.base_url()}/oauth2/token"

    @staticmethod
    def console_url(address: str) -> str:
        """The console's page, to which a sign-in comes back."""
        return f"{address}/console"

    def let_in_from(self, address: str) -> str:
        """Has people sign in from the console at this address, which is known once the API is made, and
        gives it back.
        """
        page = self.console_url(address)
        client = cast("cognito.CfnUserPoolClient", self.people.node.default_child)
        client.callback_ur_ls = [page, *self._configuration.sign_in_callbacks]
        client.logout_ur_ls = [page]
        return address

    @property
    def audience(self) -> list[str]:
        """The ids of all app clients."""
        return [one.user_pool_client_id for one in (*self.clients.values(), self.people)]

    @property
    def names(self) -> dict[str, str]:
        """Callers' names by client id."""
        return {client.user_pool_client_id: name for name, client in self.clients.items()}

    @property
    def rate_limits(self) -> dict[str, int]:
        """Requests per second by the callers' names, and those of anybody else."""
        limits = self._configuration.callers.model_dump()
        return {name: rate for name, rate in limits.items() if name in {"default", *self.clients}}

    def _pool(self) -> cognito.UserPool:
        settings = self._configuration
        pool = cognito.UserPool(
            self,
            "Callers",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(username=True, email=True),
            password_policy=cognito.PasswordPolicy(
                min_length=14,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
            ),
            mfa=cognito.Mfa.REQUIRED,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            deletion_protection=settings.protected,
            removal_policy=removal(settings),
        )
        for rule in ("AwsSolutions-COG3", "AwsSolutions-COG8"):
            acknowledge(pool, rule, "passwords are 14 signs long and a second factor is required")
        return pool

    def _resource_server(
        self,
    ) -> tuple[cognito.UserPoolResourceServer, dict[str, cognito.ResourceServerScope]]:
        scopes = {
            name: cognito.ResourceServerScope(scope_name=name, scope_description=description)
            for name, description in SCOPES.items()
        }
        server = self.pool.add_resource_server(
            "Baton", identifier=RESOURCE_SERVER, scopes=list(scopes.values())
        )
        return server, scopes

    def _scoped(self, names: Iterable[str]) -> list[cognito.OAuthScope]:
        return [
            cognito.OAuthScope.resource_server(self._server, self._scopes[name]) for name in names
        ]

    def _people(self) -> cognito.UserPoolClient:
        """The client of desktop MCP clients and of pages: public, so it has no secret but the proof of
        each sign-in (PKCE), and a token that lasts no longer than a program's.
        """
        for name, description in GROUPS.items():
            cognito.CfnUserPoolGroup(
                self,
                f"{in_camel_case(name)}Group",
                user_pool_id=self.pool.user_pool_id,
                group_name=name,
                description=description,
            )
        return self.pool.add_client(
            "People",
            user_pool_client_name="people",
            generate_secret=False,
            auth_flows=cognito.AuthFlow(),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, *self._scoped(SCOPES)],
                callback_urls=list(self._configuration.sign_in_callbacks),
            ),
            access_token_validity=Duration.minutes(self._configuration.token_minutes),
            refresh_token_validity=Duration.hours(12),
            enable_token_revocation=True,
            prevent_user_existence_errors=True,
        )

    def _clients(self) -> dict[str, cognito.UserPoolClient]:
        return {
            name: self.pool.add_client(
                in_camel_case(name),
                user_pool_client_name=name,
                generate_secret=True,
                auth_flows=cognito.AuthFlow(),
                o_auth=cognito.OAuthSettings(
                    flows=cognito.OAuthFlows(client_credentials=True),
                    scopes=self._scoped(granted),
                ),
                access_token_validity=Duration.minutes(self._configuration.token_minutes),
                enable_token_revocation=True,
                prevent_user_existence_errors=True,
            )
            for name, granted in CLIENTS.items()
        }

"""Who may call: a Cognito user pool whose clients are programs, each with its own scopes."""

from collections.abc import Mapping

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
        self.clients = self._clients()
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

    @property
    def names(self) -> dict[str, str]:
        """Callers' names by client id."""
        return {client.user_pool_client_id: name for name, client in self.clients.items()}

    @property
    def rate_limits(self) -> dict[str, int]:
        """Requests per second by client id, and those of anybody else."""
        limits = self._configuration.callers
        named = {
            client.user_pool_client_id: getattr(limits, name, limits.default)
            for name, client in self.clients.items()
        }
        return {"default": limits.default, **named}

    def _pool(self) -> cognito.UserPool:
        settings = self._configuration
        pool = cognito.UserPool(
            self,
            "Callers",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
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
            acknowledge(
                pool, rule, "its users are programs with client credentials; nobody signs in"
            )
        return pool

    def _clients(self) -> dict[str, cognito.UserPoolClient]:
        scopes = {
            name: cognito.ResourceServerScope(scope_name=name, scope_description=description)
            for name, description in SCOPES.items()
        }
        server = self.pool.add_resource_server(
            "Baton", identifier=RESOURCE_SERVER, scopes=list(scopes.values())
        )
        return {
            name: self.pool.add_client(
                in_camel_case(name),
                user_pool_client_name=name,
                generate_secret=True,
                auth_flows=cognito.AuthFlow(),
                o_auth=cognito.OAuthSettings(
                    flows=cognito.OAuthFlows(client_credentials=True),
                    scopes=[
                        cognito.OAuthScope.resource_server(server, scopes[scope])
                        for scope in granted
                    ],
                ),
                access_token_validity=Duration.minutes(self._configuration.token_minutes),
                enable_token_revocation=True,
                prevent_user_existence_errors=True,
            )
            for name, granted in CLIENTS.items()
        }

"""Who may call: a Cognito user pool whose clients are programs, each with its own scopes."""

from collections.abc import Mapping

from aws_cdk import Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.configuration import Configuration
from infra.nag_suppressions import acknowledge

RESOURCE_SERVER = "baton"
"""The prefix of every scope, as in ``baton/leads.write``."""

SCOPES: Mapping[str, str] = {
    "leads.read": "read leads and their outcomes",
    "leads.write": "hand in leads",
    "campaigns.read": "read campaigns",
    "campaigns.write": "register campaigns, report metrics, ask for reviews",
    "drafts.decide": "change, approve and refuse what will be written to leads",
    "outcomes.write": "record what became of a contact",
    "suppressions.write": "close ways to a person for good",
    "escalations.read": "read cases for a person",
    "escalations.decide": "decide cases",
    "incidents.read": "see what alarms led to",
    "subjects.read": "read everything that is kept of a person",
    "subjects.erase": "erase a person",
    "audit.read": "see who read or changed a person's data",
    "traces.read": "read what agents decided about leads and campaigns, and why",
    "db.leads": "read leads and hand them in, by JSON-RPC and MCP",
    "db.interactions": "read interactions and record outcomes, by JSON-RPC and MCP",
    "db.campaigns": "read and register campaigns, by JSON-RPC and MCP",
    "memory.short_term": "remember and recall conversations",
    "memory.long_term": "learn and recall what is known of people",
    "memory.episodic": "keep and find episodes",
    "memory.semantic": "add to and walk the knowledge graph",
    "agent.handoff": "hand a lead over to an agent",
    "agent.escalate": "put a lead or a campaign to a person",
    "agent.status": "see what the agents are doing",
    "analytics": "read figures",
    "language.read": "see what language models cost",
    "language.switch": "stop language models, and allow them again",
}

CLIENTS: Mapping[str, tuple[str, ...]] = {
    "application": tuple(
        name for name in SCOPES if not name.startswith(("subjects.", "audit.", "language."))
    ),
    "reader": ("leads.read", "campaigns.read"),
    "operator": tuple(SCOPES),
    "lead_triage": ("db.leads", "memory.short_term", "agent.handoff"),
    "engagement": ("db.interactions", "memory.long_term", "agent.handoff"),
    "campaign_optimizer": ("db.campaigns", "analytics", "agent.escalate"),
}
"""Callers and their scopes. ``application`` is a company's own system, ``reader`` a report that may
change nothing, ``operator`` the people's page; the others are the agents, where they run outside."""


def in_camel_case(name: str) -> str:
    """``lead_triage`` as ``LeadTriage``."""
    return "".join(part.capitalize() for part in name.split("_"))


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
                domain_prefix=f"{Stack.of(self).stack_name.lower()}-{Aws.ACCOUNT_ID}"
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
            removal_policy=RemovalPolicy.DESTROY if settings.local else RemovalPolicy.RETAIN,
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

"""The API put together: routes over logic, behind one front door."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from baton.effects.unsubscribe import link_key
from baton.language.budget import Rules
from baton.messaging.announcements import Announcer
from baton.messaging.outcomes import OutcomeDesk
from baton.runtime.json_text import strict_json
from functions.api.agents import AgentRoutes
from functions.api.audit import AuditRoutes
from functions.api.auditing import RouteAuditor
from functions.api.batches import BatchRoutes
from functions.api.campaigns import CampaignDesk, CampaignRoutes
from functions.api.desk import LeadDesk
from functions.api.documentation import DocumentationRoutes
from functions.api.drafts import DraftDesk, DraftRoutes
from functions.api.effects import EffectRoutes
from functions.api.escalations import DecisionDesk, EscalationRoutes
from functions.api.experiment_units import UnitDesk, UnitRoutes
from functions.api.experiments import ExperimentDesk, ExperimentRoutes
from functions.api.front_door import FrontDoor
from functions.api.handoffs import HandoffRoutes
from functions.api.health import HealthRoutes
from functions.api.idempotency import Idempotency
from functions.api.incidents import IncidentRoutes
from functions.api.language import LanguageDesk, LanguageRoutes
from functions.api.leads import LeadRoutes
from functions.api.metrics import MetricsDesk, MetricsRoutes
from functions.api.outcomes import OutcomeRoutes
from functions.api.parameters import KnownParameters
from functions.api.permissions import Permissions
from functions.api.pipeline import LeadPipeline
from functions.api.reports import ReportDesk, ReportRoutes
from functions.api.subjects import SubjectDesk, SubjectRoutes
from functions.api.suppressions import SuppressionRoutes
from functions.api.traces import TraceRoutes
from functions.api.unsubscribe import Exit, UnsubscribeRoutes

if TYPE_CHECKING:
    from baton.platform import Platform

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def api_handler() -> Handler:
    """The Lambda handler of the API, put together at the first call and kept for the container."""
    built: list[FrontDoor] = []

    def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
        if not built:
            from baton.platform import Platform

            built.append(assemble(Platform()))
        return built[0].handle(event, context)

    return handle


def assemble(platform: "Platform") -> FrontDoor:
    """The API with its real parts."""
    app = APIGatewayHttpResolver(enable_validation=True, json_body_deserializer=strict_json)
    app.use([KnownParameters(), Idempotency(platform.requests, platform.clock)])
    permissions = Permissions.read()
    _add_leads(app, platform)
    _add_campaigns(app, platform)
    _add_experiments(app, platform)
    _add_escalations(app, platform)
    desk = SubjectDesk(subjects=platform.subjects, workflows=platform.workflows)
    SubjectRoutes(app, desk).register()
    AuditRoutes(app, platform.audit, platform.subjects).register()
    TraceRoutes(app, platform.traces).register()
    AgentRoutes(app, platform.agents, platform.clock).register()
    IncidentRoutes(app, platform.incidents).register()
    settings = platform.settings
    _add_language(app, platform)
    HealthRoutes(
        app,
        platform.claims,
        version=settings.api_version,
        stage=settings.stage,
        clock=platform.clock,
    ).register()
    DocumentationRoutes(
        app, permissions, version=settings.api_version, token_url=settings.token_url
    ).register()
    return FrontDoor(
        app,
        permissions,
        platform.requests,
        auditor=RouteAuditor(platform.audit, platform.clock),
        rate_limits=settings.rate_limits,
        clock=platform.clock,
        new_id=platform.new_id,
    )


def _add_leads(app: APIGatewayHttpResolver, platform: "Platform") -> None:
    desk = LeadDesk.assemble(platform)
    LeadRoutes(app, desk, LeadPipeline.assemble(platform), platform.leads).register()
    BatchRoutes(app, desk).register()
    OutcomeRoutes(app, OutcomeDesk.of(platform), platform.leads, platform.interactions).register()
    HandoffRoutes(app, platform.leads, platform.handoffs).register()
    drafts = DraftDesk(
        leads=platform.leads,
        campaigns=platform.campaigns,
        transactions=platform.transactions,
        clock=platform.clock,
    )
    DraftRoutes(app, drafts).register()
    EffectRoutes(app, platform.leads, platform.effects).register()
    SuppressionRoutes(app, platform.standings).register()
    exit_ = Exit(
        standings=platform.standings,
        subjects=platform.subjects,
        outcomes=OutcomeDesk.of(platform),
        key=lambda: link_key(platform.secrets.text(platform.settings.require("link_secret"))),
    )
    UnsubscribeRoutes(app, exit_).register()


def _add_campaigns(app: APIGatewayHttpResolver, platform: "Platform") -> None:
    desk = CampaignDesk(
        campaigns=platform.campaigns,
        transactions=platform.transactions,
        workflows=platform.workflows,
        clock=platform.clock,
    )
    CampaignRoutes(app, desk, platform.campaigns).register()
    metrics = MetricsDesk(
        campaigns=platform.campaigns,
        outbox=platform.outbox,
        transactions=platform.transactions,
        announcer=Announcer(platform.clock),
        clock=platform.clock,
    )
    MetricsRoutes(app, metrics).register()
    reports = ReportDesk(files=platform.files, workflows=platform.workflows)
    ReportRoutes(app, reports).register()


def _add_experiments(app: APIGatewayHttpResolver, platform: "Platform") -> None:
    desk = ExperimentDesk(
        experiments=platform.experiments,
        campaigns=platform.campaigns,
        transactions=platform.transactions,
        clock=platform.clock,
    )
    ExperimentRoutes(app, desk, platform.experiments).register()
    units = UnitDesk(experiments=platform.experiments, clock=platform.clock)
    UnitRoutes(app, units).register()


def _add_language(app: APIGatewayHttpResolver, platform: "Platform") -> None:
    settings = platform.settings
    rules = Rules.of_dollars(settings.language_limit_usd, settings.language_alert_usd)
    desk = LanguageDesk(spending=platform.spending, rules=rules, clock=platform.clock)
    LanguageRoutes(app, desk).register()


def _add_escalations(app: APIGatewayHttpResolver, platform: "Platform") -> None:
    desk = DecisionDesk(
        escalations=platform.escalations,
        outbox=platform.outbox,
        audit=platform.audit,
        transactions=platform.transactions,
        announcer=Announcer(platform.clock),
        clock=platform.clock,
    )
    EscalationRoutes(app, desk, platform.escalations).register()

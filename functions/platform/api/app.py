"""The API put together: routes over logic, behind one front door."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from baton.campaigns.container import Campaigns
from baton.core.json_text import strict_json
from baton.effects.unsubscribe import link_key
from baton.escalation.service import CaseService
from baton.escalation.subjects import CaseSubjects
from baton.experiments.container import Experiments
from baton.language.budget import Rules
from baton.leads.container import Leads
from baton.leads.outcomes import OutcomeService
from functions.platform.api.agents import AgentRoutes
from functions.platform.api.audit import AuditRoutes
from functions.platform.api.auditing import RouteAuditor
from functions.platform.api.batches import BatchRoutes
from functions.platform.api.campaigns import CampaignRoutes, CampaignService
from functions.platform.api.documentation import DocumentationRoutes
from functions.platform.api.drafts import DraftRoutes, DraftService
from functions.platform.api.effects import EffectRoutes
from functions.platform.api.escalations import DecisionService, EscalationRoutes
from functions.platform.api.experiment_units import UnitRoutes, UnitService
from functions.platform.api.experiments import ExperimentRoutes, ExperimentService
from functions.platform.api.handoffs import HandoffRoutes
from functions.platform.api.health import HealthRoutes
from functions.platform.api.idempotency import Idempotency
from functions.platform.api.incidents import IncidentRoutes
from functions.platform.api.language import LanguageRoutes, LanguageService
from functions.platform.api.lead_service import LeadService
from functions.platform.api.leads import LeadRoutes
from functions.platform.api.metrics import MetricsRoutes, MetricsService
from functions.platform.api.outcomes import OutcomeRoutes
from functions.platform.api.parameters import KnownParameters
from functions.platform.api.permissions import Permissions
from functions.platform.api.pipeline import LeadPipeline
from functions.platform.api.reports import ReportRoutes, ReportService
from functions.platform.api.request_handler import RequestHandler
from functions.platform.api.subjects import SubjectRoutes, SubjectService
from functions.platform.api.suppressions import SuppressionRoutes
from functions.platform.api.traces import TraceRoutes
from functions.platform.api.unsubscribe import UnsubscribeRoutes, UnsubscribeService

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def api_handler() -> Handler:
    """The Lambda handler of the API, put together at the first call and kept for the container."""
    built: list[RequestHandler] = []

    def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
        if not built:
            from baton.runtime.platform import Platform

            built.append(assemble(Platform()))
        return built[0].handle(event, context)

    return handle


def assemble(platform: "Platform") -> RequestHandler:
    """The API with its real parts."""
    app = APIGatewayHttpResolver(enable_validation=True, json_body_deserializer=strict_json)
    app.use([KnownParameters(), Idempotency(platform.requests, platform.clock)])
    permissions = Permissions.read()
    _add_leads(app, platform)
    _add_campaigns(app, platform)
    _add_experiments(app, platform)
    _add_escalations(app, platform)
    desk = SubjectService(subjects=platform.subjects, workflows=platform.workflows)
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
    return RequestHandler(
        app,
        permissions,
        platform.requests,
        auditor=RouteAuditor(platform.audit, platform.clock),
        rate_limits=settings.rate_limits,
        clock=platform.clock,
        new_id=platform.new_id,
    )


def _add_leads(app: APIGatewayHttpResolver, platform: "Platform") -> None:
    desk = LeadService.assemble(platform)
    LeadRoutes(app, desk, LeadPipeline.assemble(platform), platform.area(Leads).leads).register()
    BatchRoutes(app, desk).register()
    OutcomeRoutes(
        app,
        OutcomeService.of(platform),
        platform.area(Leads).leads,
        platform.area(Leads).interactions,
    ).register()
    HandoffRoutes(app, platform.area(Leads).leads, platform.handoffs).register()
    drafts = DraftService(
        leads=platform.area(Leads).leads,
        references=platform.reference_data,
        transactions=platform.transactions,
        clock=platform.clock,
    )
    DraftRoutes(app, drafts).register()
    EffectRoutes(app, platform.area(Leads).leads, platform.effects).register()
    SuppressionRoutes(app, platform.contact_statuses).register()
    exit_ = UnsubscribeService(
        contact_statuses=platform.contact_statuses,
        subjects=platform.subjects,
        outcomes=OutcomeService.of(platform),
        key=lambda: link_key(platform.secrets.text(platform.settings.require("link_secret"))),
    )
    UnsubscribeRoutes(app, exit_).register()


def _add_campaigns(app: APIGatewayHttpResolver, platform: "Platform") -> None:
    desk = CampaignService(
        campaigns=platform.area(Campaigns).campaigns,
        transactions=platform.transactions,
        workflows=platform.workflows,
        clock=platform.clock,
    )
    CampaignRoutes(app, desk, platform.area(Campaigns).campaigns).register()
    metrics = MetricsService(
        campaigns=platform.area(Campaigns).campaigns,
        outbox=platform.outbox,
        transactions=platform.transactions,
        clock=platform.clock,
    )
    MetricsRoutes(app, metrics).register()
    reports = ReportService(files=platform.files, workflows=platform.workflows)
    ReportRoutes(app, reports).register()


def _add_experiments(app: APIGatewayHttpResolver, platform: "Platform") -> None:
    desk = ExperimentService(
        experiments=platform.area(Experiments).experiments,
        campaigns=platform.area(Campaigns).campaigns,
        transactions=platform.transactions,
        clock=platform.clock,
    )
    ExperimentRoutes(app, desk, platform.area(Experiments).experiments).register()
    units = UnitService(experiments=platform.area(Experiments).experiments, clock=platform.clock)
    UnitRoutes(app, units).register()


def _add_language(app: APIGatewayHttpResolver, platform: "Platform") -> None:
    settings = platform.settings
    rules = Rules.of_dollars(settings.language_limit_usd, settings.language_alert_usd)
    desk = LanguageService(spending=platform.spending, rules=rules, clock=platform.clock)
    LanguageRoutes(app, desk).register()


def _add_escalations(app: APIGatewayHttpResolver, platform: "Platform") -> None:
    subjects = CaseSubjects(platform)
    desk = DecisionService(
        escalations=platform.escalations,
        cases=CaseService(platform.escalations, platform.outbox),
        subjects=subjects,
        audit=platform.audit,
        transactions=platform.transactions,
        clock=platform.clock,
    )
    EscalationRoutes(app, desk, platform.escalations, subjects).register()

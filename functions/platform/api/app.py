"""The API of what every company has, put together."""

import os
from functools import partial
from typing import TYPE_CHECKING

from baton.escalation.service import CaseService
from baton.escalation.subjects import CaseSubjects
from baton.http.api import Api
from baton.http.request_handler import RequestHandler
from baton.http.tokens import token_url
from baton.language.budget import Rules
from baton.runtime.site_register import site_register
from functions.platform.api import SERVICE
from functions.platform.api.agents import AgentRoutes
from functions.platform.api.audit import AuditRoutes, tie_of
from functions.platform.api.channels import ChannelRoutes, ChannelService
from functions.platform.api.documentation import DocumentationRoutes
from functions.platform.api.documents import DocumentRoutes
from functions.platform.api.effects import EffectRoutes
from functions.platform.api.escalations import DecisionService, EscalationRoutes
from functions.platform.api.health import HealthRoutes
from functions.platform.api.incidents import IncidentRoutes
from functions.platform.api.language import LanguageRoutes, LanguageService
from functions.platform.api.parked import ParkedRoutes
from functions.platform.api.sites import SiteRoutes
from functions.platform.api.subjects import SubjectRoutes, SubjectService
from functions.platform.api.suppressions import SuppressionRoutes
from functions.platform.api.traces import TraceRoutes

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def assemble(platform: "Platform") -> RequestHandler:
    """The API with its real parts."""
    return api_of(platform).handler


def api_of(platform: "Platform") -> Api:
    """The API with its routes."""
    api = Api(SERVICE, __package__, platform)
    _add_escalations(api, platform)
    _add_people(api, platform)
    _add_operations(api, platform)
    DocumentRoutes(api.app, platform.knowledge_base, platform.new_id).register()
    SiteRoutes(api.app, site_register(platform)).register()
    settings = platform.settings
    HealthRoutes(
        api.app,
        platform.claims,
        version=settings.api_version,
        stage=settings.stage,
        clock=platform.clock,
    ).register()
    tokens = settings.token_url and token_url(
        settings.token_url, os.environ.get("AWS_ENDPOINT_URL")
    )
    DocumentationRoutes(api.app, version=settings.api_version, token_url=tokens).register()
    return api


def _add_escalations(api: Api, platform: "Platform") -> None:
    subjects = CaseSubjects(platform)
    service = DecisionService(
        escalations=platform.escalations,
        cases=CaseService(platform.escalations, platform.outbox),
        subjects=subjects,
        audit=platform.audit,
        transactions=platform.transactions,
        clock=platform.clock,
    )
    EscalationRoutes(api.app, service, platform.escalations, subjects).register()


def _add_people(api: Api, platform: "Platform") -> None:
    service = SubjectService(subjects=platform.subjects, workflows=platform.workflows)
    SubjectRoutes(api.app, service).register()
    whose = partial(tie_of, platform)
    AuditRoutes(api.app, platform.audit, platform.subjects, whose).register()
    channels = ChannelService(
        switches=platform.channel_switches, why_off=platform.why_off, clock=platform.clock
    )
    ChannelRoutes(api.app, channels).register()
    EffectRoutes(api.app, platform.effects, platform.clock).register()
    SuppressionRoutes(api.app, platform.contact_statuses, platform.clock).register()


def _add_operations(api: Api, platform: "Platform") -> None:
    TraceRoutes(api.app, platform.traces).register()
    AgentRoutes(api.app, platform.agents, platform.clock).register()
    IncidentRoutes(api.app, platform.incidents).register()
    ParkedRoutes(api.app, platform.outbox, platform.clock).register()
    settings = platform.settings
    rules = Rules.of_dollars(settings.language_limit_usd, settings.language_alert_usd)
    service = LanguageService(spending=platform.spending, rules=rules, clock=platform.clock)
    LanguageRoutes(api.app, service).register()

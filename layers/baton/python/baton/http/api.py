"""An API put together: its app, to which an area adds its routes, behind the one edge."""

from typing import Protocol

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from baton.core.clock import Clock, NewId
from baton.core.json_text import strict_json
from baton.core.settings import Settings
from baton.http.edge import Edge
from baton.http.idempotency import Idempotency
from baton.http.idempotency_repository import IdempotencyRepository
from baton.http.parameters import KnownParameters
from baton.http.request_handler import RequestHandler
from baton.http.routes import RouteTable
from baton.privacy.audit_repository import AuditRepository
from baton.privacy.auditor import Auditor


class EdgeParts(Protocol):
    """What the edge takes of the platform."""

    settings: Settings
    clock: Clock
    new_id: NewId

    @property
    def requests(self) -> IdempotencyRepository:
        """Idempotency keys and rates."""
        ...

    @property
    def audit(self) -> AuditRepository:
        """Who read or changed whose data."""
        ...


class Api:
    """The API of the function ``service``, whose code and ``routes.yaml`` are in ``package``."""

    def __init__(self, service: str, package: str, platform: EdgeParts) -> None:
        self.service, self.package = service, package
        self.routes = RouteTable.of(package)
        self.app = APIGatewayHttpResolver(
            enable_validation=True, json_body_deserializer=strict_json
        )
        self.app.use([KnownParameters(), Idempotency(service, platform.requests, platform.clock)])
        self.handler = RequestHandler(
            self.app,
            edge_of(service, self.routes, platform),
            Auditor(service, platform.audit, platform.clock),
        )


def edge_of(service: str, routes: RouteTable, platform: EdgeParts) -> Edge:
    """The edge of a function."""
    return Edge(
        service,
        routes,
        platform.requests,
        rate_limits=platform.settings.rate_limits,
        clock=platform.clock,
        new_id=platform.new_id,
    )

"""An API put together: its app, to which an area adds its routes, behind the one edge."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from baton.core.json_text import strict_json
from baton.http.edge import EdgeParts, edge_of
from baton.http.idempotency import Idempotency
from baton.http.parameters import KnownParameters
from baton.http.request_handler import RequestHandler
from baton.http.routes import RouteTable
from baton.privacy.auditor import Auditor


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

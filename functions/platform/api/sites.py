"""Routes of the company's own sites, whose pages are documents of the knowledge base."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from baton.http.openapi_responses import described
from baton.http.responses import document
from baton.knowledge_base.site import NewSite, SiteList, SiteView
from baton.knowledge_base.sites import SiteRegister

PATH = "/api/v1/sites"


class SiteRoutes:
    """Registers, shows and removes sites."""

    def __init__(self, app: APIGatewayHttpResolver, register: SiteRegister) -> None:
        self._app = app
        self._register = register

    def register(self) -> None:
        """Adds the routes to the app."""
        tags = ["documents"]
        self._app.post(
            PATH,
            tags=tags,
            operation_id="register_site",
            description="Registers a site of the company's own, one for each host, or changes how it is "
            "crawled: at once, then every so many hours. Each page is a document that follows it: gone "
            "from answers when the page is, or when nothing leads to it after a whole crawl.",
            responses=described(201, SiteView, "Registered", "Location"),
        )(self.keep)
        self._app.get(
            PATH,
            tags=tags,
            operation_id="list_sites",
            description="Every site, with its last crawl: what was read, and what was not and why.",
            responses=described(200, SiteList, "The sites"),
        )(self.every)
        self._app.get(
            f"{PATH}/<site_id>",
            tags=tags,
            operation_id="read_site",
            description="A site, with the crawl that goes on and the last one.",
            responses=described(200, SiteView, "The site"),
        )(self.read)
        self._app.delete(
            f"{PATH}/<site_id>",
            tags=tags,
            operation_id="remove_site",
            description="Lets a site go. Its documents are deleted within minutes, then it is gone; one "
            "that must be in no answer from this moment on is deleted as a document.",
            responses=described(202, SiteView, "It leaves"),
        )(self.remove)

    def keep(self, given: Annotated[NewSite, Body()]) -> "Response[str]":
        """Registers a site. Raises ``Conflict``."""
        site = self._register.register(given)
        return document(SiteView.of(site), 201, {"Location": f"{PATH}/{site.site_id}"})

    def every(self) -> "Response[str]":
        """Every site."""
        return document(SiteList(items=tuple(map(SiteView.of, self._register.listed()))))

    def read(self, site_id: str) -> "Response[str]":
        """One site. Raises ``NotFound``."""
        return document(SiteView.of(self._register.find(site_id)))

    def remove(self, site_id: str) -> "Response[str]":
        """Lets a site go. Raises ``NotFound``."""
        return document(SiteView.of(self._register.remove(site_id)), 202)

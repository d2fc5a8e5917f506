"""What the page must know before anybody has signed in."""

from collections.abc import Mapping
from typing import Self
from urllib.parse import urlsplit

from baton.core.areas import enabled
from baton.core.contract import Contract
from baton.core.settings import Settings
from baton.http.caller import RESOURCE_SERVER
from baton.http.people import GROUPS, least_group


class PageSettings(Contract):
    """Where people sign in and what the areas are. Addresses on one machine are without a host, since
    there the page, the sign-in and the live updates are all of one origin.

    ``scopes`` are those that a sign-in asks for, each with the first of ``groups`` that it counts for:
    the page shows nobody what they may not do. That it is not done is held by the API.
    """

    client_id: str
    authorize_url: str
    token_url: str
    sign_out_url: str
    live_url: str | None = None
    areas: tuple[str, ...]
    groups: tuple[str, ...] = GROUPS
    scopes: Mapping[str, str]
    stage: str
    version: str

    @classmethod
    def of(cls, settings: Settings, endpoint: str | None) -> Self:
        """What ``settings`` say. ``endpoint`` is the address of the local AWS, ``None`` on AWS. Raises
        ``ValueError`` naming what is not set.
        """
        token_url = settings.require("token_url")
        sign_in = _path_of(token_url) if endpoint else token_url
        base = sign_in.removesuffix("/oauth2/token")
        scopes = settings.require("sign_in_scopes").split(",")
        return cls(
            client_id=settings.require("people_client"),
            authorize_url=f"{base}/oauth2/authorize",
            token_url=sign_in,
            sign_out_url=f"{base}/logout",
            live_url=_live(settings.live_url, local=endpoint is not None),
            areas=enabled(),
            scopes={f"{RESOURCE_SERVER}{scope}": least_group(scope) for scope in scopes},
            stage=settings.stage,
            version=settings.api_version,
        )

    @property
    def origins(self) -> tuple[str, ...]:
        """The other origins that the page speaks to."""
        there = (self.token_url, self.live_url or "")
        parts = (urlsplit(one) for one in there)
        return tuple(f"{one.scheme}://{one.netloc}" for one in parts if one.netloc)


def _path_of(url: str) -> str:
    return urlsplit(url).path


def _live(connections_url: str | None, *, local: bool) -> str | None:
    """The socket's address, by that at which functions reach its connections."""
    if not connections_url:
        return None
    parts = urlsplit(connections_url)
    if local:
        api = parts.netloc.partition(".")[0]
        return f"/_aws/execute-api/{api}{parts.path}"
    return f"wss://{parts.netloc}{parts.path}"

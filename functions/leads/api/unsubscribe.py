"""Routes with which a person leaves a list, without a login (RFC 8058).

Mail programs post to the link by themselves when their reader clicks "unsubscribe"; people come by
the link in the text. What scans mails for harmful pages only ever fetches, so fetching changes
nothing: it gives a page with a button.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Any, Self

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from baton.core.clock import Clock
from baton.core.errors import BatonError
from baton.core.observability import logger
from baton.core.packaged_yaml import packaged_yaml
from baton.effects.contact_status_repository import ContactStatusRepository
from baton.effects.effect import Purpose
from baton.effects.unsubscribe import NotOurToken, link_keys, read_token, suppression_for
from baton.http.request_context import request_of
from baton.leads.engagement import Channel
from baton.leads.interaction import InteractionKind, NewOutcome
from baton.leads.outcomes import OutcomeService
from baton.privacy.subject_repository import SubjectRepository
from functions.leads.api import SERVICE

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_LEADS = 20
"""Leads of a person whose sequences are stopped at once; the suppression stops the others when they
are due."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_HTML = "text/html; charset=utf-8"
_LONGEST_HEADER = 200
_PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>:root{{color-scheme:light dark}}
body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}}
button{{font:inherit;padding:.5rem 1.25rem}}</style>
<h1>{title}</h1>{body}</html>"""


class UnsubscribeService:
    """Closes a list to a person: at once and first, then the sequences that they are in hear of it."""

    def __init__(
        self,
        *,
        contact_statuses: ContactStatusRepository,
        subjects: SubjectRepository,
        outcomes: OutcomeService,
        keys: Callable[[], Sequence[bytes]],
        clock: Clock,
    ) -> None:
        self._contact_statuses = contact_statuses
        self._subjects = subjects
        self._outcomes = outcomes
        self._keys = keys
        self._clock = clock

    @classmethod
    def of(cls, platform: "Platform", outcomes: OutcomeService) -> Self:
        """The service of a platform."""

        def keys() -> Sequence[bytes]:
            secret = platform.secrets.named(platform.settings.require("link_secret"))
            return link_keys(secret.texts())

        return cls(
            contact_statuses=platform.contact_statuses,
            subjects=platform.subjects,
            outcomes=outcomes,
            keys=keys,
            clock=platform.clock,
        )

    def list_of(self, token: str) -> Purpose:
        """The list that a token is for. Raises ``NotOurToken``."""
        return read_token(token, self._keys())[1]

    def leave(self, token: str, correlation_id: str) -> Purpose:
        """Closes the list. Doing it again changes nothing. Raises ``NotOurToken``, ``Unavailable``."""
        person, purpose = read_token(token, self._keys())
        suppression = suppression_for(purpose, self._clock())
        self._contact_statuses.record({person: (suppression,)})
        outcome = NewOutcome(kind=InteractionKind.OPTED_OUT, channel=Channel.EMAIL)
        leads = [tie.record_id for tie in self._subjects.ties(person)]
        for lead_id in sorted(leads, reverse=True)[:MOST_LEADS]:
            try:
                self._outcomes.record(
                    lead_id,
                    outcome,
                    outcome_id=_outcome_id(lead_id, token),
                    correlation_id=correlation_id,
                    closes=suppression,
                )
            except BatonError as error:  # recorded before, gone, or stopped by the suppression
                extra = {"lead_id": lead_id, "reason": type(error).__name__}
                logger(SERVICE).info("An opt-out was not recorded for a lead.", extra=extra)
        return purpose


class UnsubscribeRoutes:
    """The page behind the link, and what its button and mail programs post to."""

    def __init__(self, app: APIGatewayHttpResolver, service: UnsubscribeService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        self._app.get(
            "/u/<token>",
            tags=["unsubscribe"],
            operation_id="ask_unsubscribe",
            description="The page behind the link in an e-mail. It changes nothing.",
            responses=_pages("A page with a button"),
        )(self.ask)
        self._app.post(
            "/u/<token>",
            tags=["unsubscribe"],
            operation_id="unsubscribe",
            description="Closes the list of the link to its person, for good (RFC 8058). The body is "
            "not looked at. What is not reserved yet when this is answered does not go out any more.",
            responses=_pages("The list is left"),
        )(self.leave)

    def ask(self, token: str) -> "Response[str]":
        """The page with the button."""
        try:
            purpose = self._service.list_of(token)
        except NotOurToken:
            return self._page(404, "unknown", "not_ours")
        return self._page(200, "asked", purpose.value, button=True)

    def leave(self, token: str) -> "Response[str]":
        """Leaves the list."""
        try:
            purpose = self._service.leave(token, request_of(self._app).correlation_id)
        except NotOurToken:
            return self._page(404, "unknown", "not_ours")
        return self._page(200, "done", purpose.value)

    def _page(self, status: int, title: str, said: str, *, button: bool = False) -> "Response[str]":
        headers = self._app.current_event.headers
        language = read_by(headers.get("accept-language") or "")
        words = _words()[language]
        body = f"<p>{escape(words[said])}</p>"
        if button:
            body += f'<form method="post"><button>{escape(words["unsubscribe"])}</button></form>'
        text = _PAGE.format(language=language, title=escape(words[title]), body=body)
        return Response(
            status,
            content_type=_HTML,
            body=text,
            headers=_HEADERS | {"Content-Language": language, "Vary": "Accept-Language"},
        )


def read_by(accepted: str) -> str:
    """The first language of an ``Accept-Language`` that there are words in; else English."""
    tags = (one.strip()[:2].casefold() for one in accepted[:_LONGEST_HEADER].split(","))
    return next((tag for tag in tags if tag in _words()), "en")


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    words: Mapping[str, Mapping[str, str]] = packaged_yaml(__package__, "unsubscribe.yaml")
    return words


def _pages(text: str) -> dict[int, Any]:
    html = {"text/html": {"schema": {"type": "string"}}}
    return {
        200: {"description": text, "content": html},
        404: {"description": "The link is not one of ours", "content": html},
    }


def _outcome_id(lead_id: str, token: str) -> str:
    """The same whenever the same link is used for the same lead."""
    from ulid import ULID

    said = sha256(f"{lead_id} {token}".encode()).digest()
    return str(ULID.from_bytes(ULID.from_str(lead_id).bytes[:6] + said[:10]))

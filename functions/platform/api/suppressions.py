"""Routes of suppressions: channels to a person that are closed on request."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import EmailStr, Field, model_validator

from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.countries import Country
from baton.core.phone import PhoneOfCountry
from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.contact_status_repository import ContactStatusRepository
from baton.effects.effect import Purpose
from baton.effects.registered_kinds import ContactKind
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document
from baton.privacy.subject import SubjectId, digest_of, email_key, external_key, phone_key


class NewSuppression(Contract):
    """A way to close: to an address, a number or an external id. Without ``channel`` it is every
    channel, without ``purpose`` every purpose. A number is read as people of ``country`` write it.
    """

    email: EmailStr | None = Field(default=None, max_length=254)
    country: Country | None = Field(default=None, description="ISO 3166 code or a name")
    phone: PhoneOfCountry | None = None
    external_id: str | None = Field(default=None, min_length=1, max_length=200)
    channel: ContactKind | None = None
    purpose: Purpose | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> "NewSuppression":
        if not (self.email or self.phone or self.external_id):
            raise ValueError("needs email, phone or external_id")
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The person's keys."""
        keys = (
            email_key(self.email) if self.email else None,
            phone_key(self.phone) if self.phone else None,
            external_key(self.external_id) if self.external_id else None,
        )
        return tuple(key for key in keys if key)


class SuppressionReceipt(Contract):
    """What is closed now, and for whom: only hashes are kept."""

    subjects: tuple[SubjectId, ...]
    channel: ContactKind | None = None
    purpose: Purpose | None = None


class SuppressionRoutes:
    """Closes ways to persons."""

    def __init__(
        self, app: APIGatewayHttpResolver, contact_statuses: ContactStatusRepository, clock: Clock
    ) -> None:
        self._app = app
        self._clock = clock
        self._contact_statuses = contact_statuses

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.post(
            "/api/v1/suppressions",
            tags=["subjects"],
            operation_id="suppress",
            description="Closes a way to a person for good, whether or not they are known here. What "
            "is not reserved yet when this is answered does not go out any more. Closing again "
            "changes nothing. It survives the person's erasure, as hashes alone.",
            responses=described(201, SuppressionReceipt, "Closed"),
        )(self.suppress)

    def suppress(self, suppression: Annotated[NewSuppression, Body()]) -> "Response[str]":
        """Closes it under each key, each at once; a repeat closes what a failure left open."""
        request = request_of(self._app)
        added = Suppression(
            kind=suppression.channel,
            purpose=suppression.purpose,
            why=SuppressionReason.SUPPRESSED,
            at=self._clock(),
            source=f"caller:{request.caller_id}",
        )
        subjects = tuple(map(digest_of, suppression.keys))
        request.touched = subjects
        self._contact_statuses.record(dict.fromkeys(suppression.keys, (added,)))
        made = SuppressionReceipt(
            subjects=subjects, channel=suppression.channel, purpose=suppression.purpose
        )
        return document(made, 201)

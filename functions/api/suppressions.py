"""Routes of suppressions: ways to a person that people of the house close."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import EmailStr, Field, model_validator

from baton.contracts.base import Contract
from baton.contracts.effect import EffectKind, Purpose
from baton.contracts.standing import Closure, Why
from baton.contracts.subject import SubjectId, email_key, external_key, phone_key
from baton.effects.standings import StandingStore
from functions.api.answers import document
from functions.api.call import call_of
from functions.api.responses import described


class NewSuppression(Contract):
    """A way to close: to an address, a number or an external id. Without ``channel`` it is every
    channel, without ``purpose`` every purpose.
    """

    email: EmailStr | None = Field(default=None, max_length=254)
    phone: str | None = Field(default=None, min_length=5, max_length=40)
    external_id: str | None = Field(default=None, min_length=1, max_length=200)
    channel: EffectKind | None = None
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


class Suppression(Contract):
    """What is closed now, and for whom: only hashes are kept."""

    subjects: tuple[SubjectId, ...]
    channel: EffectKind | None = None
    purpose: Purpose | None = None


class SuppressionRoutes:
    """Closes ways to persons."""

    def __init__(self, app: APIGatewayHttpResolver, standings: StandingStore) -> None:
        self._app = app
        self._standings = standings

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.post(
            "/api/v1/suppressions",
            tags=["subjects"],
            operation_id="suppress",
            description="Closes a way to a person for good, whether or not they are known here. What "
            "is not reserved yet when this is answered does not go out any more. Closing again "
            "changes nothing. It survives the person's erasure, as hashes alone.",
            responses=described(201, Suppression, "Closed"),
        )(self.suppress)

    def suppress(self, suppression: Annotated[NewSuppression, Body()]) -> "Response[str]":
        """Closes it under each key, each at once; a repeat closes what a failure left open."""
        closure = Closure(kind=suppression.channel, purpose=suppression.purpose, why=Why.SUPPRESSED)
        subjects = tuple(key.removeprefix("person#") for key in suppression.keys)
        call_of(self._app).touched = subjects
        self._standings.close(suppression.keys, closure)
        made = Suppression(
            subjects=subjects, channel=suppression.channel, purpose=suppression.purpose
        )
        return document(made, 201)

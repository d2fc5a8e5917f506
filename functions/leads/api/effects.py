"""Routes of effects: what went out to a lead's person, and what did not, and why."""

from collections.abc import Sequence

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from baton.core.clock import Clock
from baton.core.errors import FieldError, InvalidInput
from baton.effects.channel_switch import SwitchBoard
from baton.effects.contact_status_repository import ContactStatusRepository
from baton.effects.effect import Effect
from baton.effects.repository import EffectRepository
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit
from baton.http.request_context import request_of
from baton.http.responses import page_of
from baton.leads.campaign_card import card_of
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.leads.outlook import StepOutlook, outlook_of
from baton.leads.person_keys import contact_keys_of
from baton.leads.send_rules import SendRules
from baton.persistence.reference_data import ReferenceData
from functions.leads.api.views import EffectPage, EffectView


class EffectRoutes:
    """Shows effects."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        *,
        leads: LeadRepository,
        effects: EffectRepository,
        contact_statuses: ContactStatusRepository,
        references: ReferenceData,
        rules: SendRules,
        switches: SwitchBoard,
        clock: Clock,
    ) -> None:
        self._app = app
        self._leads = leads
        self._effects = effects
        self._contact_statuses = contact_statuses
        self._references = references
        self._rules = rules
        self._switches = switches
        self._clock = clock

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.get(
            "/api/v1/leads/<lead_id>/effects",
            tags=["leads"],
            operation_id="list_effects",
            description="What was done about the lead's plan: one effect for each step that was due "
            "and for the next one. `state` says where it is, `reason` why, and `story` how it came "
            "there. `unknown` is one whose provider has not confirmed yet whether it went out; it "
            "is not repeated before that is known. `plan` has each step of the plan, and in `not_sent` "
            "why it did not reach the person, or will not as things stand.",
            responses=described(200, EffectPage, "A page of effects", "Link"),
        )(self.page)

    def page(self, lead_id: str, limit: Limit = 50, cursor: Cursor = None) -> "Response[str]":
        """A lead's effects. There is one once the lead has a plan; later steps come with time."""
        lead, every = self._leads.get(lead_id), self._effects.of_subject(lead_id)
        effects = _after(every, cursor)
        following = effects[limit - 1].effect_id if len(effects) > limit else None
        items = tuple(EffectView.of(one) for one in effects[:limit])
        plan = self._outlook(lead, every) if cursor is None else ()
        page = EffectPage(items=items, plan=plan, next_cursor=following)
        return page_of(request_of(self._app), page, following)

    def _outlook(self, lead: Lead, effects: Sequence[Effect]) -> tuple[StepOutlook, ...]:
        keys = contact_keys_of(lead.lead_id, lead.details)
        statuses, _ = self._contact_statuses.read(keys)
        card = card_of(lead, self._references)
        stop_of, now = self._switches.stop_of, self._clock()
        return outlook_of(lead, effects, statuses, card, self._rules, stop_of, now)


def _after(effects: Sequence[Effect], cursor: str | None) -> Sequence[Effect]:
    """Those after the one that a page ended with. Raises ``InvalidInput`` if it is none of them."""
    if cursor is None:
        return effects
    for place, effect in enumerate(effects, start=1):
        if effect.effect_id == cursor:
            return effects[place:]
    raise InvalidInput([FieldError("query:cursor", "is not from this listing", "invalid_cursor")])

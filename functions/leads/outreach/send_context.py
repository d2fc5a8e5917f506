"""What is true around an effect, and what goes out with it."""

from collections.abc import Callable

from baton.campaigns.campaign_repository import CampaignRepository, campaign_of
from baton.campaigns.changes import NOTHING, change_order
from baton.core.errors import NotFound
from baton.effects.effect import Effect, EffectKind, Purpose
from baton.effects.ledger import SendContext, SenderRegistry
from baton.effects.sender import OutboundMessage
from baton.effects.unsubscribe import link_key, token_for
from baton.leads.approval import refused, waits
from baton.leads.engagement import SequenceStep
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.leads.steps import step_of
from baton.privacy.subject import email_key


class SendContexts:
    """Makes orders of leads and campaigns. ``links`` is the API's address, ``secret`` gives what signs
    its links.
    """

    def __init__(
        self,
        *,
        leads: LeadRepository,
        campaigns: CampaignRepository,
        senders: SenderRegistry,
        links: str,
        secret: Callable[[], str],
    ) -> None:
        self._leads = leads
        self._campaigns = campaigns
        self._senders = senders
        self._links = links.rstrip("/")
        self._secret = secret

    def of(self, effect: Effect) -> SendContext:
        """The situation of an effect just now."""
        if effect.kind is EffectKind.CHANGE:
            return self._of_change(effect)
        try:
            lead = self._leads.get(effect.lead_id or "")
        except NotFound:
            return SendContext(NOTHING)
        plan = lead.report.plan if lead.report else None
        step = step_of(lead, effect)
        ended = refused(step) if step else "the plan was changed since"
        closed = step is None or self._senders.off(effect.kind) is not None
        return SendContext(
            order=NOTHING if step is None or closed else self._order(effect, lead, step),
            lead=lead,
            timezone=plan.timezone if plan else "Etc/UTC",
            country=lead.details.country,
            ended=ended,
            waits=waits(step, campaign_of(lead, self._campaigns)) if step else None,
        )

    def _of_change(self, effect: Effect) -> SendContext:
        try:
            campaign = self._campaigns.get(effect.campaign_id or "")
        except NotFound:
            return SendContext(NOTHING, ended="the campaign is gone")
        order, ended = change_order(campaign, effect)
        return SendContext(order, ended=ended)

    def _order(self, effect: Effect, lead: Lead, step: SequenceStep) -> OutboundMessage:
        details, content = lead.details, step.content
        subject, text = content.subject or step.purpose, content.body
        if effect.kind is EffectKind.EMAIL:
            link = self._unsubscribe(details.email or "", effect.purpose)
            return OutboundMessage(details.email or "", subject, text, unsubscribe=link)
        if effect.kind is EffectKind.SMS:
            return OutboundMessage(details.phone or "", "", text)
        data = {
            "lead_id": lead.lead_id,
            "step": str(step.number),
            "purpose": step.purpose,
            "template": content.template,
        }
        if effect.kind is EffectKind.CALL_TASK:
            return OutboundMessage("", data=data)
        return OutboundMessage(details.external_id or "", subject, text, data=data)

    def _unsubscribe(self, email: str, purpose: Purpose) -> str:
        key = link_key(self._secret())
        return f"{self._links}/u/{token_for(email_key(email), purpose, key)}"

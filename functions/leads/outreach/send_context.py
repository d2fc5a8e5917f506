"""What is true around a step, and the message that goes out with it."""

from collections.abc import Callable

from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.effects.effect import Effect, EffectKind, Purpose
from baton.effects.ledger import SendContext
from baton.effects.repository import EffectRepository
from baton.effects.sender import NO_MESSAGE, OutboundMessage, SenderRegistry
from baton.effects.unsubscribe import link_key, token_for
from baton.leads.approval import refused, waits
from baton.leads.campaign_card import card_of
from baton.leads.engagement import SequenceStep
from baton.leads.found_notice import notice_of, was_told, why_no_notice
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.leads.letter import as_html, as_text
from baton.leads.reading.language import Language
from baton.leads.reply_address import reply_address
from baton.leads.send_policy import StepRule, step_quotas
from baton.leads.send_rules import SendRules
from baton.leads.steps import StepReference, step_of
from baton.leads.will import countries_of_person
from baton.pages.letter import Company
from baton.persistence.reference_data import ReferenceData
from baton.privacy.subject import email_key


class SendContexts:
    """Reads leads and the cards of their campaigns. ``company`` signs, ``links`` is the API's
    address, ``secret`` gives what signs its links.
    """

    def __init__(
        self,
        *,
        leads: LeadRepository,
        effects: EffectRepository,
        references: ReferenceData,
        senders: SenderRegistry,
        rules: SendRules,
        company: Company,
        links: str,
        secret: Callable[[], str],
        clock: Clock,
    ) -> None:
        self._leads = leads
        self._effects = effects
        self._references = references
        self._senders = senders
        self._rules = rules
        self._company = company
        self._links = links.rstrip("/")
        self._secret = secret
        self._clock = clock

    def of(self, effect: Effect) -> SendContext:
        """What is true of a step just now. It is reserved only if the lead stays as it was read."""
        try:
            lead = self._leads.get(effect.subject_id or "")
        except NotFound:
            return SendContext(rule=StepRule(self._rules))
        plan = lead.report.plan if lead.report else None
        step, card = step_of(lead, effect), card_of(lead, self._references)
        rule = StepRule(
            self._rules,
            lead,
            timezones=(plan.timezone, *plan.other_timezones) if plan else ("Etc/UTC",),
            countries=countries_of_person(lead.details),
            ended=refused(step) if step else "the plan was changed since",
            waits=waits(step, card) if step else None,
            campaign=card,
            told=self._was_told(lead),
            no_notice=why_no_notice(self._company),
        )
        closed = step is None or self._senders.off(effect.kind) is not None
        closed = closed or bool(lead.found and why_no_notice(self._company))
        campaign_id = StepReference.of(effect).campaign_id
        return SendContext(
            message=NO_MESSAGE if step is None or closed else self._message(effect, lead, step),
            rule=rule,
            conditions=(lambda within: self._leads.unchanged(lead, within),),
            quotas=step_quotas(effect, campaign_id, self._rules, self._clock()),
        )

    def _was_told(self, lead: Lead) -> bool:
        """Whether somebody who was found has got a mail already, with which the notice went."""
        return lead.found is not None and was_told(self._effects.of_subject(lead.lead_id))

    def _message(self, effect: Effect, lead: Lead, step: SequenceStep) -> OutboundMessage:
        details, content = lead.details, step.content
        subject, text = content.subject or step.purpose, content.body
        if effect.kind == EffectKind.EMAIL:
            return self._mail(effect, lead, subject, text)
        if effect.kind == EffectKind.SMS:
            return OutboundMessage(details.phone or "", "", text)
        data = {
            "lead_id": lead.lead_id,
            "step": str(step.number),
            "purpose": step.purpose,
            "template": content.template,
        }
        if effect.kind == EffectKind.CALL_TASK:
            return OutboundMessage("", data=data)
        return OutboundMessage(details.external_id or "", subject, text, data=data)

    def _mail(self, effect: Effect, lead: Lead, subject: str, body: str) -> OutboundMessage:
        """An e-mail in the person's language, in the company's form."""
        plan = lead.report.plan if lead.report else None
        language = plan.language if plan else Language.ENGLISH
        email, inbox = lead.details.email or "", self._company.inbox
        answers = reply_address(inbox, effect.effect_id, link_key(self._secret())) if inbox else ""
        link = self._unsubscribe(email, effect.purpose)
        notice = notice_of(lead.found, self._company, language, link) if lead.found else None
        return OutboundMessage(
            email,
            subject,
            as_text(body, self._company, language, link, notice),
            as_html(subject, body, self._company, language, link, notice),
            unsubscribe=link,
            reply_to=answers,
        )

    def _unsubscribe(self, email: str, purpose: Purpose) -> str:
        key = link_key(self._secret())
        return f"{self._links}/u/{token_for(email_key(email), purpose, key)}"

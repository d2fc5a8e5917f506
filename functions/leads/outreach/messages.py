"""Messages that other areas hand over: each kept as an effect, once, and what is true around it then."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from baton.core.clock import Clock
from baton.core.errors import Erased, StaleVersion
from baton.core.observability import logger
from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.contact_status_repository import ContactStatusRepository
from baton.effects.effect import Effect, EffectKind, EffectState, Purpose
from baton.effects.ledger import EffectLedger, SendContext
from baton.effects.repository import EffectRepository
from baton.effects.sender import NO_MESSAGE, OutboundMessage, SenderRegistry
from baton.effects.unsubscribe import link_key, token_for
from baton.leads.container import Leads
from baton.leads.customer_message import (
    CustomerMessage,
    address_of,
    details_of,
    effect_of,
    tie_of,
)
from baton.leads.interaction import InteractionKind
from baton.leads.letter import as_html, as_text, to_customers
from baton.leads.message_policy import Deliveries, MessageRule
from baton.leads.message_repository import MessageRepository
from baton.leads.reply_address import reply_address
from baton.leads.send_policy import step_quotas
from baton.leads.send_rules import SendRules
from baton.leads.will import refusals
from baton.pages.letter import Company
from baton.persistence.transaction import Transactions
from baton.privacy.subject import email_key
from baton.privacy.subject_repository import SubjectRepository
from functions.leads.outreach.customer_will import Customer, facts_of_customer
from functions.leads.outreach.models import Report

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

NOT_SENT = frozenset({EffectState.PLANNED, EffectState.REFUSED, EffectState.FAILED})
"""States of effects of which it is known that nothing went out."""


class Messages:
    """Takes messages, and judges them. ``company`` signs, ``links`` is the API's address, ``secret``
    gives what signs its links.
    """

    def __init__(
        self,
        *,
        messages: MessageRepository,
        effects: EffectRepository,
        contact_statuses: ContactStatusRepository,
        subjects: SubjectRepository,
        transactions: Transactions,
        ledger: EffectLedger,
        senders: SenderRegistry,
        rules: SendRules,
        company: Company,
        links: str,
        secret: Callable[[], str],
        default_zone: str,
        clock: Clock,
    ) -> None:
        self._messages = messages
        self._effects = effects
        self._contact_statuses = contact_statuses
        self._subjects = subjects
        self._transactions = transactions
        self._ledger = ledger
        self._senders = senders
        self._rules = rules
        self._company = company
        self._links = links.rstrip("/")
        self._secret = secret
        self._default_zone = default_zone
        self._clock = clock

    @classmethod
    def of_platform(cls, platform: "Platform", ledger: EffectLedger, rules: SendRules) -> Self:
        """Messages with the platform's parts."""
        settings = platform.settings
        return cls(
            messages=platform.area(Leads).messages,
            effects=platform.effects,
            contact_statuses=platform.contact_statuses,
            subjects=platform.subjects,
            transactions=platform.transactions,
            ledger=ledger,
            senders=platform.senders,
            rules=rules,
            company=Company.of(settings),
            links=settings.links,
            secret=lambda: platform.secrets.named(settings.require("link_secret")).text(),
            default_zone=settings.default_timezone,
            clock=platform.clock,
        )

    def take(
        self, message: CustomerMessage, told_at: datetime, correlation_id: str
    ) -> Effect | None:
        """The effect of a message, kept now or before; ``None`` if its person was erased after
        ``told_at``, when it was handed over. Raises ``Unavailable``: trying again is safe.
        """
        if kept := self._effects.find(message.message_id):
            return kept
        effect = effect_of(message, self._rules, self._clock(), correlation_id)
        tie = tie_of(details_of(message))
        try:
            with self._transactions.begin() as within:
                self._subjects.tie(tie, asked_at=told_at, within=within, own=False)
                self._messages.add(tie.record_id, message, within)
                self._ledger.plan(effect, within)
        except Erased:
            extra = {"effect_id": effect.effect_id}
            logger("outreach").info("A message to an erased person is not kept.", extra=extra)
            return None
        except StaleVersion:
            return self._effects.find(message.message_id)
        return effect

    def heed(self, customer: Customer) -> None:
        """Keeps what a customer says of being told of offers, for whatever reaches their address; of
        one who was erased since, what they refuse only.
        """
        facts = facts_of_customer(customer)
        erased = any(self._subjects.was_erased(key, customer.at) for key in facts)
        self._contact_statuses.record(refusals(facts) if erased else facts)

    def heard(self, effect: Effect, report: Report) -> None:
        """Closes what a provider's report on a message, or another area's mail to a person, closes: the
        address that it did not reach, or everything to whom it annoyed.
        """
        source = f"mail:{effect.effect_id}"
        closed = None
        if report.complained:
            closed = Suppression(why=SuppressionReason.COMPLAINED, at=report.at, source=source)
        elif report.outcome is InteractionKind.BOUNCED:
            closed = Suppression(
                kind=effect.kind, why=SuppressionReason.BOUNCED, at=report.at, source=source
            )
        if closed:
            self._contact_statuses.record({effect.person_keys[0]: (closed,)})

    def context(self, effect: Effect) -> SendContext:
        """What is true of a message just now. It is reserved only if it is still there, and nothing
        else went out to its person meanwhile.
        """
        recipient = effect.subject_id or ""
        message = self._messages.find(recipient, effect.effect_id)
        if message is None:
            return SendContext(rule=MessageRule(self._rules))
        now = self._clock()
        deliveries = self._messages.deliveries(recipient)
        following = deliveries.with_one(message, now)
        rule = MessageRule(
            self._rules, message, self._went_out(deliveries, message, now), self._default_zone
        )
        closed = self._senders.off(effect.kind) is not None
        return SendContext(
            message=NO_MESSAGE if closed else self._outbound(effect, message),
            rule=rule,
            conditions=(
                lambda within: self._messages.hold(recipient, effect.effect_id, within),
                lambda within: self._messages.replace(recipient, following, within),
            ),
            quotas=step_quotas(effect, None, self._rules, now),
        )

    def _went_out(
        self, deliveries: Deliveries, message: CustomerMessage, now: datetime
    ) -> Deliveries:
        """Those that count for a message's cap, without what turned out not to have gone out."""
        counted = {key: deliveries.messages[key] for key in deliveries.counted(message, now)}
        effects = {key: self._effects.find(key) for key in counted}
        sent = {key for key, one in effects.items() if one and one.state not in NOT_SENT}
        return Deliveries(messages={key: counted[key] for key in counted if key in sent})

    def _outbound(self, effect: Effect, message: CustomerMessage) -> OutboundMessage:
        address = address_of(effect.kind, details_of(message))
        if effect.kind == EffectKind.SMS:
            return OutboundMessage(address, "", message.body)
        if effect.kind != EffectKind.EMAIL or not address:
            data = {"message_id": message.message_id, "source": message.source}
            return OutboundMessage(address, message.subject, message.body, data=data)
        key = link_key(self._secret())
        asked = effect.purpose is Purpose.TRANSACTIONAL
        list_of = Purpose.ANSWER if asked else effect.purpose
        link = f"{self._links}/u/{token_for(email_key(address), list_of, key)}"
        language = message.written_in
        subject, body = message.subject, message.body
        why = None if asked else to_customers(language)
        return OutboundMessage(
            address,
            subject,
            as_text(body, self._company, language, link, why),
            as_html(subject, body, self._company, language, link, why),
            unsubscribe=link,
            reply_to=self._reply_to(effect, message, key),
            in_reply_to=message.in_reply_to or "",
            references=message.references,
            automatic=message.automatic,
        )

    def _reply_to(self, effect: Effect, message: CustomerMessage, key: bytes) -> str:
        """Where an answer goes: to an address that names the message, if its maker is to hear of it."""
        inbox = self._company.inbox
        return reply_address(inbox, effect.effect_id, key) if inbox and message.reference else inbox

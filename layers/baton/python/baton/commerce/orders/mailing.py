"""Sending buyers what happened to their orders: once each, by the effect ledger."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from baton.commerce.container import Commerce
from baton.commerce.orders.mails import MailKind, OrderMail, mails_between, message_of
from baton.commerce.orders.order import Order
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.orders.step import OWNER
from baton.core.clock import Clock
from baton.core.errors import BatonError
from baton.core.observability import logger
from baton.effects.effect import Effect, EffectKind, Purpose
from baton.effects.ledger import EffectLedger, SendContext
from baton.effects.policy import ended
from baton.effects.sender import NO_MESSAGE, SenderRegistry
from baton.pages.letter import Company
from baton.persistence.transaction import Transaction
from baton.privacy.subject import email_key
from baton.runtime.effect_ledger import effect_ledger

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

OF_USE_FOR = timedelta(days=3)
"""How long a mail is still sent, if its channel was stopped or the mail service was down."""

_MAIL, _ABOUT = "mail", "about"


class OrderMailing:
    """Plans mails with what they tell, and carries them out. What cannot be sent stays planned, and is
    found by its owner when it is due.
    """

    def __init__(
        self,
        *,
        orders: OrderRepository,
        ledger: EffectLedger,
        senders: SenderRegistry,
        company: Company,
        zone: ZoneInfo,
        clock: Clock,
    ) -> None:
        self._orders = orders
        self._ledger = ledger
        self._senders = senders
        self._company = company
        self._zone = zone
        self._clock = clock

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """Mailing by a platform's parts."""
        area, senders = platform.area(Commerce), platform.mail_to_people
        return cls(
            orders=area.orders,
            ledger=effect_ledger(platform, senders),
            senders=senders,
            company=Company.of(platform.settings),
            zone=ZoneInfo(area.settings.shop_time_zone),
            clock=platform.clock,
        )

    def between(self, before: Order, after: Order) -> tuple[Effect, ...]:
        """The mails that an order's next version asks for. There are none for who was erased, nor while
        no mail is sent by this deployment.
        """
        if after.erased or self._senders.off(EffectKind.EMAIL):
            return ()
        return tuple(self._effect(after, mail) for mail in mails_between(before, after))

    def plan(self, mails: tuple[Effect, ...], within: Transaction) -> None:
        """Keeps mails with what they tell."""
        for mail in mails:
            self._ledger.plan(mail, within)

    def send(self, effect: Effect) -> None:
        """Sends a mail that is due, if it was not. What fails is tried again when it is due."""
        try:
            self._ledger.carry_out(effect, lambda: self._context(effect))
        except BatonError as error:
            extra = {"effect_id": effect.effect_id, "why": str(error)}
            logger("commerce").warning("A mail of an order could not be sent.", extra=extra)

    def _context(self, effect: Effect) -> SendContext:
        order = self._orders.get(effect.subject_id or "")
        if order.erased:
            return SendContext(NO_MESSAGE, rule=ended("who ordered it was erased"))
        given = effect.parameters
        mail = OrderMail(MailKind(str(given[_MAIL])), str(given.get(_ABOUT, "")))
        return SendContext(message_of(order, mail, self._company, self._zone))

    def _effect(self, order: Order, mail: OrderMail) -> Effect:
        now, about = self._clock(), {_ABOUT: mail.about} if mail.about else {}
        return Effect(
            effect_id=order.effect_id(mail.what),
            kind=EffectKind.EMAIL,
            purpose=Purpose.TRANSACTIONAL,
            owner=OWNER,
            subject_id=order.order_id,
            person_keys=(email_key(order.email),),
            parameters={_MAIL: mail.kind, **about},
            correlation_id=order.order_id,
            planned_at=now,
            due_at=now,
            expires_at=now + OF_USE_FOR,
        )


def is_mail(effect: Effect) -> bool:
    """Whether an effect of an order is a mail to its buyer."""
    return effect.purpose is Purpose.TRANSACTIONAL

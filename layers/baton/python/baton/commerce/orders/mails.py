"""What a buyer is written of an order: which mails its next version asks for, and their words. Pure.

They are transactional, not marketing: each is one effect whose key names what happened, planned in the
transaction that makes it true.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from html import escape
from string import Formatter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from baton.commerce.ids import Sku
from baton.commerce.orders.documents import DocumentKind, IssuedDocument
from baton.commerce.orders.order import Order, OrderReturn, OrderState
from baton.commerce.orders.papers import printed_document
from baton.commerce.orders.wording import day, money, words_in
from baton.effects.sender import OutboundMessage
from baton.pages.letter import Company, LetterParts, address_html, letter_html, letter_text

_TABLE = "mail_words"


class MailKind(StrEnum):
    """What a mail tells."""

    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    PAYMENT_DECLINED = "payment_declined"
    REFUNDED = "refunded"
    SHORT_SHIPPED = "short_shipped"
    CANCELED = "canceled"
    FAILED = "failed"


class OrderMail(NamedTuple):
    """A mail, and ``about`` which return, or which of the cards that were tried."""

    kind: MailKind
    about: str = ""

    @property
    def what(self) -> str:
        """What its effect is called in the order."""
        return ".".join(filter(None, ("mail", self.kind, self.about)))


_BY_STATE = {
    OrderState.SHIPPED: MailKind.SHIPPED,
    OrderState.CANCELED: MailKind.CANCELED,
    OrderState.FAILED: MailKind.FAILED,
}


def mails_between(before: Order, after: Order) -> Iterator[OrderMail]:
    """The mails that an order's next version asks for; mostly none, and none twice."""
    if after.invoice and not before.invoice:
        yield OrderMail(MailKind.CONFIRMED)
    if after.state is not before.state and (kind := _BY_STATE.get(after.state)):
        yield OrderMail(kind)
    if _is_declined(after) and not _is_declined(before):
        yield OrderMail(MailKind.PAYMENT_DECLINED, str(after.payment.attempt))
    for note in after.credit_notes[len(before.credit_notes) :]:
        if one := _return(after, note.return_id):
            kind = MailKind.SHORT_SHIPPED if one.missing else MailKind.REFUNDED
            yield OrderMail(kind, one.return_id)
    # What is not sent is told also if its money could not be given back: for that somebody must look.
    yield from (OrderMail(MailKind.SHORT_SHIPPED, one) for one in _owed(after) - _owed(before))


def _return(order: Order, return_id: str | None) -> OrderReturn | None:
    return next((one for one in order.returns if one.return_id == return_id), None)


def _owed(order: Order) -> frozenset[str]:
    return frozenset(one.return_id for one in order.returns if one.missing and one.refused)


def _is_declined(order: Order) -> bool:
    return order.state is OrderState.AWAITING_BUYER and order.payment.declined is not None


def message_of(order: Order, mail: OrderMail, company: Company, zone: ZoneInfo) -> OutboundMessage:
    """The mail in the buyer's language, with the paper that belongs to it; ``zone`` is the shop's."""
    language, words = words_in(_TABLE, order.language)
    document = _document(order, mail)
    known = _known(order, mail, language, zone)
    if not order.payment.captured:
        known["uncharged"] = words["uncharged"]
    template = words[mail.kind]
    subject = template["subject"].format_map(known)
    body = "\n\n".join(
        paragraph.format_map(known)
        for paragraph in template["body"]
        if all(name in known for _, name, _, _ in Formatter().parse(paragraph) if name)
    )
    signature = (words["closing"], *company.signed(words["team"]))
    because = words["because"].format_map(known)
    foot = (address_html(company), escape(because))
    parts = LetterParts(signature, foot, links=(known.get("link", ""),))
    return OutboundMessage(
        recipient=order.email,
        subject=subject,
        text=letter_text(body, signature, (), (*company.address_lines, because)),
        html=letter_html(language, subject, body, company, parts),
        reply_to=company.inbox,
        attachments=_attached(order, document, zone),
    )


def _document(order: Order, mail: OrderMail) -> IssuedDocument | None:
    match mail.kind:
        case MailKind.CONFIRMED:
            return order.invoice
        case MailKind.REFUNDED | MailKind.SHORT_SHIPPED | MailKind.CANCELED:
            about = mail.about or None
            return next((one for one in order.credit_notes if one.return_id == about), None)
    return None


def _attached(
    order: Order, document: IssuedDocument | None, zone: ZoneInfo
) -> Mapping[str, str | bytes]:
    if document is None:
        return {}
    is_invoice = document.kind is DocumentKind.INVOICE
    name = f"invoice-{document.number}.pdf" if is_invoice else f"{document.number}.pdf"
    return {name: printed_document(order, document, zone)}


def _known(order: Order, mail: OrderMail, language: str, zone: ZoneInfo) -> dict[str, str]:
    """What is filled in; what the order has not is not in it."""
    currency, to = order.quote.currency, order.ship_to
    returned = _return(order, mail.about)
    paid_back = order.payment.refunded
    if returned:
        paid_back = 0 if returned.refused else returned.amount
    is_refund = mail.kind is MailKind.REFUNDED
    document, label = _document(order, mail), order.label
    place = " ".join(filter(None, (to.postal_code, to.city)))
    known = {
        "order_id": order.order_id,
        "name": " ".join(to.name.split()),
        "lines": "\n".join(
            f"- {line.quantity} x {_title(order, line.sku)}: {money(line.total, currency, language)}"
            for line in order.quote.lines
        ),
        "total": money(order.quote.total, currency, language),
        "address": ", ".join(filter(None, (to.name, to.street, place, to.country))),
        "until": _moment(order.held_until, language, zone),
        "pieces": _pieces(order, returned.pieces if returned else {}),
        "left_out": _pieces(order, {one.sku: one.quantity for one in order.left_out}),
        "document": document.number if document else "",
        # What comes back may be worth nothing: it was free, or paid back before by other means.
        "amount": money(paid_back, currency, language) if paid_back or is_refund else "",
        "carrier": order.shipping.carrier if order.shipping else "",
        "code": label.tracking_code if label else "",
        "link": (label.tracking_url or "") if label else "",
    }
    return {name: value for name, value in known.items() if value}


def _pieces(order: Order, pieces: Mapping[Sku, int]) -> str:
    return "\n".join(f"- {count} x {_title(order, sku)}" for sku, count in sorted(pieces.items()))


def _title(order: Order, sku: Sku) -> str:
    return " ".join(order.titles.get(sku, sku).split())


def _moment(of: datetime, language: str, zone: ZoneInfo) -> str:
    there = of.astimezone(zone)
    return f"{day(there.date(), language)}, {there:%H:%M}"

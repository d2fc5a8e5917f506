"""Winning customers back: what is offered, and what finance needs to tell cost and return. Pure."""

from baton.core.amounts import minor_digits
from baton.gtm.mailing_plan import MailingPlan
from baton.gtm.message_set import MessageSet, Offer
from baton.gtm.settings import GtmSettings

USUAL_PERCENT = 10
"""Off the next order, if nobody asks for another discount."""


def offer_for(asked: Offer | None) -> Offer:
    """What is offered before the company's bound is put on it."""
    return asked or Offer(percent=USUAL_PERCENT)


def plan_of(made: MessageSet, currency: str, settings: GtmSettings) -> MailingPlan:
    """What the messages are expected to take and bring, as the company assumes where nothing was
    measured.
    """
    low, high = sorted((settings.win_back_response_low, settings.win_back_response_high))
    return MailingPlan(
        segment_id=made.segment_id,
        recipients=made.recipients,
        currency=currency,
        cost_per_message=settings.message_cost_micros / 1e6 * 10 ** minor_digits(currency),
        discount=made.offer.percent / 100 if made.offer else 0.0,
        response_low=low,
        response_high=high,
        assumption=(
            f"{low:.1%} to {high:.1%} of them buy because of it who would not have bought without: the "
            "company's assumption (win_back_response_low, win_back_response_high), not measured. Hold "
            "some of them back to measure it."
        ),
    )

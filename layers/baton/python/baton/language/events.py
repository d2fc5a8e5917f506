"""The events of language models."""

from datetime import date

from baton.core.contract import Contract
from baton.messaging.events import Event


class LanguageBudgetAlert(Contract):
    """The day's budget for language models is nearly spent; at the limit no model is called."""

    day: date
    committed_usd: float
    limit_usd: float


LANGUAGE_BUDGET_ALERT = Event("language.budget_alert", LanguageBudgetAlert)

"""Who writes to us without having been written to becomes a lead, as by any other way in."""

from pydantic import ValidationError

from baton.core.errors import Duplicate, Erased, InvalidInput
from baton.core.observability import logger
from baton.leads.arrival import Arrival
from baton.leads.incoming import IncomingLead
from baton.leads.lead_intake import LeadIntake
from baton.leads.replies import ReplyChannel
from functions.leads.inbox.arrivals import Arrived

_SOURCES = {ReplyChannel.EMAIL: "E-mail", ReplyChannel.SMS: "Text message"}


class NewLeads:
    """Takes strangers in."""

    def __init__(self, intake: LeadIntake) -> None:
        self._intake = intake

    def take(self, arrived: Arrived) -> str | None:
        """The id of the lead; ``None`` if none can be made of it. Raises ``Unavailable``."""
        reply = arrived.reply
        reached = {"email" if reply.channel is ReplyChannel.EMAIL else "phone": reply.sender}
        given = {
            **reached,
            "first_name": reply.name.partition(" ")[0] or None,
            "source": _SOURCES[reply.channel],
            "message": f"{reply.subject}\n\n{arrived.words}".strip()[:5_000],
        }
        try:
            lead = IncomingLead.model_validate(given)
            arrival = Arrival(
                lead.details,
                arrived.reply_id,
                f"inbox-{arrived.reply_id}",
                ignored=lead.ignored,
            )
            return self._intake.take(arrival, again=True).lead_id
        except (ValidationError, InvalidInput, Duplicate, Erased) as error:
            extra = {"reason": type(error).__name__}
            logger("inbox").info("a stranger's message makes no lead", extra=extra)
            return None

"""Cases about tickets of support: a person answers, and the answer goes back to whoever asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from baton.core.errors import Conflict, NotFound
from baton.escalation.case import Escalation, NewDecision, Verdict
from baton.escalation.subjects import Writes
from baton.gtm.container import Gtm
from baton.gtm.support_announcements import ticket_announcement
from baton.gtm.support_ticket import TicketStatus, after
from baton.persistence.transaction import Transaction

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class TicketCases:
    """See ``baton.escalation.subjects.SubjectPolicy``."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def ask(self, case: Escalation, within: Transaction) -> Escalation:
        """See ``SubjectPolicy``. Only support opens them."""
        del case, within
        raise Conflict("A ticket waits for a person as soon as it is opened.")

    def faults(self, case: Escalation, decision: NewDecision) -> Mapping[str, str]:
        """See ``SubjectPolicy``. The note is the answer, so an approval needs one."""
        del case
        found = dict.fromkeys(decision.changes, "nothing of a ticket can be changed")
        if decision.verdict is not Verdict.REFUSE and not (decision.note or "").strip():
            found["note"] = "write the answer into the note, or refuse if none is needed"
        return found

    def ended(self, case: Escalation, now: datetime) -> Writes:
        """See ``SubjectPolicy``."""
        support, outbox = self._platform.area(Gtm).support_store, self._platform.outbox
        try:
            ticket = support.ticket(case.subject_id)
        except NotFound:  # whoever asked was erased meanwhile
            return lambda _: None
        if ticket.status is not TicketStatus.OPEN:
            return lambda _: None
        changed, told = after(ticket, case, now), self._platform.new_id()

        def write(within: Transaction) -> None:
            support.replace_ticket(changed, within)
            outbox.add(ticket_announcement(changed, told, now), within)

        return write

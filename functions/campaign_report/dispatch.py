"""Sending a report once."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from baton.contracts.report import CampaignReport
from baton.messaging.mail import MailNotTaken, MailRefused, MailRoom
from baton.records.claims import ClaimStore
from baton.records.transaction import Transactions
from baton.runtime.clock import Clock, NewId
from baton.runtime.errors import AlreadyExists, Unavailable
from functions.campaign_report.letter import letter
from functions.campaign_report.models import MailOutcome

if TYPE_CHECKING:
    from baton.platform import Platform


class Dispatch:
    """Sends a report's mail at most once, however often the step is repeated.

    A claim on the report's id is taken before the mail is handed in, for the mail service has no key
    by which it would know a mail again::

        claim ─ hand in ─ done       the usual
        claim ─ (dies)               the mail is not sent; the report is in the bucket all the same
        claim ─ hand in ─ (dies)     it was sent; a repetition finds the claim and sends nothing
        claim ─ not taken ─ unclaim  nothing was sent, so the repetition sends it

    For a report, one mail too few is the better fault than two; what must not be lost goes through
    the outbox.
    """

    def __init__(
        self,
        *,
        mail: MailRoom,
        claims: ClaimStore,
        transactions: Transactions,
        sender: str,
        recipients: tuple[str, ...],
        links: str,
        remembered: timedelta,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._mail = mail
        self._claims = claims
        self._transactions = transactions
        self._sender = sender
        self._recipients = recipients
        self._links = links
        self._remembered = remembered
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def assemble(cls, platform: "Platform", *, remembered: timedelta) -> Self:
        """The dispatch with its real parts."""
        settings = platform.settings
        return cls(
            mail=platform.mail,
            claims=platform.claims,
            transactions=platform.transactions,
            sender=settings.report_sender,
            recipients=_addresses(settings.report_recipients),
            links=settings.report_links,
            remembered=remembered,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def send(self, report: CampaignReport, html: str) -> tuple[MailOutcome, str]:
        """Sends the report, and says what became of it.

        Raises ``MailNotTaken`` if the mail service is too busy: then nothing was sent, and trying
        again will do.
        """
        if not (self._sender and self._recipients):
            text = "Set report_sender and report_recipients to have reports sent by e-mail."
            return MailOutcome.NOBODY_TO_SEND_TO, text
        claim, holder = f"report-mail#{report.report_id}", self._new_id()
        try:
            self._claim(claim, holder, self._remembered)
        except AlreadyExists:
            return MailOutcome.SENT_BEFORE, "This report was sent before."
        mail = letter(
            report, html, sender=self._sender, recipients=self._recipients, links=self._links
        )
        try:
            return MailOutcome.SENT, self._mail.send(mail)
        except MailNotTaken:
            self._claim(claim, holder, timedelta(0))
            raise
        except MailRefused as error:
            self._claim(claim, holder, timedelta(0))
            return MailOutcome.REFUSED, str(error)
        except Unavailable as error:
            return MailOutcome.UNKNOWN, str(error)

    def _claim(self, claim: str, holder: str, lasting: timedelta) -> None:
        """Takes the claim, or one's own again; one that lasts no time is given back."""
        now = self._clock()
        with self._transactions.begin() as unit:
            self._claims.take(claim, holder, now=now, until=now + lasting, within=unit)


def _addresses(text: str) -> tuple[str, ...]:
    """Addresses with commas between them, as an environment holds them."""
    every = (one.strip() for one in text.split(","))
    return tuple(one for one in every if one)

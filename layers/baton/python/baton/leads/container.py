"""The parts of this area, wired over a platform."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baton.leads.conversion_counts import ConversionCounts
    from baton.leads.files.import_repository import ImportRepository
    from baton.leads.interaction_repository import InteractionRepository
    from baton.leads.lead_repository import LeadRepository
    from baton.leads.message_repository import MessageRepository
    from baton.leads.notice_deadlines import NoticeDeadlines
    from baton.leads.response_repository import ResponseRepository
    from baton.leads.settings import LeadSettings
    from baton.runtime.platform import Platform


class Leads:
    """The lead area's parts: ``platform.area(Leads)``. Each is made when it is first asked for."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._database, self._table = platform.database, platform.settings.table

    @cached_property
    def settings(self) -> "LeadSettings":
        """What the area is told."""
        from baton.leads.settings import LeadSettings

        return LeadSettings.from_environment()

    @cached_property
    def leads(self) -> "LeadRepository":
        """Leads."""
        from baton.leads.lead_repository import DynamoLeads

        return DynamoLeads(self._database, self._table("leads"))

    @cached_property
    def interactions(self) -> "InteractionRepository":
        """Interactions."""
        from baton.leads.interaction_repository import DynamoInteractions

        return DynamoInteractions(self._database, self._table("interactions"))

    @cached_property
    def notice_deadlines(self) -> "NoticeDeadlines":
        """By when who was found must have been told."""
        from baton.leads.notice_deadlines import DynamoNoticeDeadlines

        return DynamoNoticeDeadlines(self._database, self._table("notices"))

    @cached_property
    def messages(self) -> "MessageRepository":
        """Messages to customers that other areas hand over."""
        from baton.leads.message_repository import DynamoMessages

        return DynamoMessages(self._database, self._table("messages"))

    @cached_property
    def responses(self) -> "ResponseRepository":
        """How people responded."""
        from baton.leads.response_repository import DynamoResponses

        return DynamoResponses(self._database, self._table("responses"))

    @cached_property
    def conversion_counts(self) -> "ConversionCounts":
        """Leads and conversions by day, in the requests table."""
        from baton.leads.conversion_counts import DynamoConversionCounts

        return DynamoConversionCounts(self._database, self._table("requests"))

    @cached_property
    def imports(self) -> "ImportRepository":
        """Files of leads and their rows."""
        from baton.leads.files.import_repository import DynamoImports

        return DynamoImports(
            self._database,
            self._table("imports"),
            self._platform.clock,
        )

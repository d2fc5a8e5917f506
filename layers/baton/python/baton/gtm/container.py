"""The parts of this area, wired over a platform."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baton.gtm.customer_contact_repository import CustomerContactRepository
    from baton.gtm.finance_service import FinanceService
    from baton.gtm.insights_service import InsightsService
    from baton.gtm.marketing_service import MarketingService
    from baton.gtm.message_set_repository import MessageSetRepository
    from baton.gtm.request_repository import RequestRepository
    from baton.gtm.request_service import RequestService
    from baton.gtm.segment_repository import SegmentRepository
    from baton.gtm.settings import GtmSettings
    from baton.gtm.support_service import SupportService
    from baton.gtm.support_store import SupportRepository
    from baton.runtime.platform import Platform


class Gtm:
    """The area's parts: ``platform.area(Gtm)``. Each is made when it is first asked for."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    @cached_property
    def settings(self) -> "GtmSettings":
        """What the area is told."""
        from baton.gtm.settings import GtmSettings

        return GtmSettings.from_environment()

    @cached_property
    def finance(self) -> "FinanceService":
        """Who has figures worked out."""
        from baton.gtm.finance_service import FinanceService

        return FinanceService(self._platform.workflows)

    @cached_property
    def marketing(self) -> "MarketingService":
        """Who has concepts, messages and channels worked on."""
        from baton.gtm.marketing_service import MarketingService

        return MarketingService(self._platform.workflows)

    @cached_property
    def customer_contacts(self) -> "CustomerContactRepository":
        """How customers are written to."""
        from baton.gtm.customer_contact_repository import DynamoCustomerContacts

        platform = self._platform
        table = platform.settings.table("customer_contacts")
        return DynamoCustomerContacts(platform.database, table)

    @cached_property
    def message_sets(self) -> "MessageSetRepository":
        """Drafts to segments."""
        from baton.gtm.message_set_repository import DynamoMessageSets

        platform = self._platform
        return DynamoMessageSets(platform.database, platform.settings.table("message_sets"))

    @cached_property
    def insights(self) -> "InsightsService":
        """Who has customers looked into."""
        from baton.gtm.insights_service import InsightsService

        return InsightsService(self._platform.workflows)

    @cached_property
    def segments(self) -> "SegmentRepository":
        """Segments of customers, by id."""
        from baton.gtm.segment_repository import SegmentRepository

        return SegmentRepository(self._platform.files, self._platform.clock)

    @cached_property
    def support_store(self) -> "SupportRepository":
        """Tickets and conversations of support."""
        from baton.gtm.support_store import DynamoSupport

        return DynamoSupport(self._platform.database, self._platform.settings.table("support"))

    @cached_property
    def support(self) -> "SupportService":
        """Who asks support."""
        from baton.gtm.support_service import SupportService

        return SupportService.of(self._platform, self.support_store)

    @cached_property
    def conversations(self) -> "RequestRepository":
        """Requests in words, their sessions, and what was taught."""
        from baton.gtm.request_repository import DynamoRequests

        platform = self._platform
        return DynamoRequests(platform.database, platform.settings.table("conversations"))

    @cached_property
    def questions(self) -> "RequestService":
        """Who has requests in words answered."""
        from baton.gtm.request_service import RequestService

        return RequestService(self.conversations, self._platform.workflows, self._platform.clock)

"""The parts of this area, wired over a platform."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baton.gtm.finance_service import FinanceService
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
    def support_store(self) -> "SupportRepository":
        """Tickets and conversations of support."""
        from baton.gtm.support_store import DynamoSupport

        return DynamoSupport(self._platform.database, self._platform.settings.table("support"))

    @cached_property
    def support(self) -> "SupportService":
        """Who asks support."""
        from baton.gtm.support_service import SupportService

        return SupportService.of(self._platform, self.support_store)

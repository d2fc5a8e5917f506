"""The parts of this area, wired over a platform."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baton.gtm.finance_service import FinanceService
    from baton.gtm.insights_service import InsightsService
    from baton.gtm.segment_repository import SegmentRepository
    from baton.gtm.settings import GtmSettings
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
    def insights(self) -> "InsightsService":
        """Who has customers looked into."""
        from baton.gtm.insights_service import InsightsService

        return InsightsService(self._platform.workflows)

    @cached_property
    def segments(self) -> "SegmentRepository":
        """Segments of customers, by id."""
        from baton.gtm.segment_repository import SegmentRepository

        return SegmentRepository(self._platform.files, self._platform.clock)

"""The parts of this area, wired over a platform."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baton.commerce.inventory.repository import StockRepository
    from baton.commerce.inventory.service import StockService
    from baton.commerce.settings import CommerceSettings
    from baton.runtime.platform import Platform


class Commerce:
    """The area's parts: ``platform.area(Commerce)``. Each is made when it is first asked for."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._database, self._table = platform.database, platform.settings.table

    @cached_property
    def settings(self) -> "CommerceSettings":
        """What the area is told."""
        from baton.commerce.settings import CommerceSettings

        return CommerceSettings.from_environment()

    @cached_property
    def stock_repository(self) -> "StockRepository":
        """Levels, movements and reservations."""
        from baton.commerce.inventory.repository import DynamoStock

        return DynamoStock(self._database, self._table("stock"))

    @cached_property
    def stock(self) -> "StockService":
        """Who keeps stock right."""
        from baton.commerce.inventory.service import StockService

        platform = self._platform
        return StockService(self.stock_repository, platform.transactions, platform.clock)

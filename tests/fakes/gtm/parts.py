"""The parts of the go-to-market agents in memory."""

from typing import TYPE_CHECKING, Any

from baton.gtm.container import Gtm
from baton.gtm.finance_service import FinanceService
from baton.gtm.settings import GtmSettings
from tests.fakes.platform.transaction import Ground

if TYPE_CHECKING:
    from tests.fakes.platform.container import FakePlatform

SETTINGS = {Gtm: GtmSettings}


def parts(platform: "FakePlatform", ground: Ground) -> dict[str, Any]:
    """As ``baton.gtm.container.Gtm`` has them, by name."""
    del ground
    return {"finance": FinanceService(platform.workflows)}

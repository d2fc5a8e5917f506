"""The parts of the go-to-market agents in memory."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from baton.gtm.container import Gtm
from baton.gtm.figures import FinanceTask
from baton.gtm.finance_service import FinanceService
from baton.gtm.settings import GtmSettings
from baton.gtm.support import SupportTask
from baton.gtm.support_service import SupportService
from tests.fakes.gtm.support import FakeSupport
from tests.fakes.platform.transaction import Ground
from tests.fakes.platform.workflows import Script

if TYPE_CHECKING:
    from baton.runtime.platform import Platform
    from tests.fakes.platform.container import FakePlatform

SETTINGS = {Gtm: GtmSettings}


def parts(platform: "FakePlatform", ground: Ground) -> dict[str, Any]:
    """As ``baton.gtm.container.Gtm`` has them, by name."""
    store = FakeSupport(ground)
    return {
        "finance": FinanceService(cast("Any", platform.workflows)),
        "support_store": store,
        "support": SupportService.of(cast("Platform", platform), store),
    }


def scripts(platform: "FakePlatform") -> Mapping[str, Script]:
    """What this area's workflows do: they ask the real agents."""
    from functions.gtm.finance.agent import Finance
    from functions.gtm.support.agent import Support

    def figures(given: dict[str, Any]) -> dict[str, Any]:
        agent = Finance.assemble(cast("Platform", platform))
        return {"answer": agent.perform(FinanceTask.model_validate(given["task"])).to_json()}

    def answer(given: dict[str, Any]) -> dict[str, Any]:
        agent = Support.assemble(cast("Platform", platform))
        return {"answer": agent.perform(SupportTask.model_validate(given["task"])).to_json()}

    return {"finance_figures": figures, "support_question": answer}

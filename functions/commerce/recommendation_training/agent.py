"""The training of recommendations."""

from typing import TYPE_CHECKING, ClassVar, Self

from baton.aws.files import Files
from baton.commerce.catalogue import Catalogue
from baton.commerce.container import Commerce
from baton.commerce.recommending.model_files import FOLDER as MODELS
from baton.commerce.recommending.model_files import ModelFiles
from baton.commerce.recommending.purchases import FOLDER, Purchase
from baton.core.clock import Clock, NewId
from baton.core.errors import NotFound
from baton.core.message import AgentName
from baton.runtime import Agent
from baton.tabular.refusal import Refusal
from functions.commerce.recommendation_training.catalogue_items import items_known
from functions.commerce.recommendation_training.models import LearnResult, LearnTask
from functions.commerce.recommendation_training.purchase_file import PurchasesRead, read_purchases

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

FEWEST_PURCHASES = 100
"""Pairs of a customer and an item. From fewer nothing is learned: what is sold is shown as it is."""

REPORTS = f"{MODELS}reports/"
"""What came of ``purchases/a/b.csv`` is in ``a/b.csv.json``."""

_MOST_CHARACTERS = 250
"""of a report's name: a key of S3 has at most 1,024 bytes"""


class RecommendationTraining(Agent[LearnTask, LearnResult]):
    """Learns what goes with what from a file of purchases, and takes it into use: whatever did best on
    purchases held back. The file names customers, so it goes once it was looked at.
    """

    name: ClassVar[AgentName] = "recommendation_training"

    def __init__(
        self,
        *,
        files: Files,
        catalogue: Catalogue,
        models: ModelFiles,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._files = files
        self._catalogue = catalogue
        self._models = models
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        area = platform.area(Commerce)
        return cls(
            files=platform.files,
            catalogue=area.catalogue,
            models=area.recommendation_models,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def perform(self, task: LearnTask) -> LearnResult:
        """Learns, or serves another version. A file that cannot be used is a result with ``why``. Raises
        ``NotFound`` for a version that there is not, and ``Unavailable``: do it again.
        """
        if task.version:
            return LearnResult(in_use=self._models.use(task.version).version)
        key = task.purchases or ""
        try:
            read = read_purchases(self._files.chunks(key), today=self._clock().date())
        except NotFound:  # told twice: it was learned from, and is gone
            return self._nothing(f"There is no file {key}.")
        except Refusal as refusal:
            return self._reported(key, self._nothing(str(refusal)))
        return self._reported(key, self._learned(read))

    def _reported(self, key: str, result: LearnResult) -> LearnResult:
        """Tells whoever dropped the file, and lets it go."""
        report = f"{REPORTS}{key.removeprefix(FOLDER)[:_MOST_CHARACTERS]}.json"
        result = result.model_copy(update={"report": report})
        text = result.model_dump_json(indent=2, exclude_defaults=True)
        self._files.write(report, [text.encode()], content_type="application/json")
        self._files.remove(key)
        return result

    def _nothing(self, why: str) -> LearnResult:
        in_use = self._models.in_use()
        return LearnResult(in_use=in_use.version if in_use else None, why=why)

    def _learned(self, read: PurchasesRead) -> LearnResult:
        items = items_known(self._catalogue, {one.item for one in read.purchases})
        missing = len({one.item for one in read.purchases} - items.skus.keys())
        sold = (one for one in read.purchases if one.item in items.skus)
        purchases = list(  # named by product and by SKU it is one purchase still
            dict.fromkeys(Purchase(one.customer, items.skus[one.item], one.day) for one in sold)
        )
        pairs = len({(one.customer, one.item) for one in purchases})
        told = {
            "purchases": pairs,
            "rows": read.rows,
            "faulty": read.faulty,
            "faults": tuple(read.faults),
            "nobodys": read.nobodys,
            "older": read.older,
            "not_in_catalogue": missing,
        }
        if pairs < FEWEST_PURCHASES:
            why = f"There are {pairs} purchases of {FEWEST_PURCHASES} that it takes to learn."
            return self._nothing(why).model_copy(update=told)
        # numpy is loaded only where it is learned
        from baton.commerce.recommending.learning import learn

        lesson = learn(
            purchases,
            version=self._new_id(),
            now=self._clock(),
            country_of=read.country_of,
            categories_of=items.categories,
            fresh=items.fresh,
        )
        self._models.keep(lesson.learned, lesson.neighbours())
        return LearnResult(
            in_use=self._models.use(lesson.learned.version).version,
            learned=lesson.learned.version,
            method=lesson.learned.mixture.method,
            measured=lesson.learned.measured,
        ).model_copy(update=told)

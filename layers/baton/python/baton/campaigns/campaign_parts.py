"""What stands beside a campaign in its table: runs and pieces of content, one versioned item each."""

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from baton.campaigns.content.piece import ContentPiece
from baton.campaigns.run import CampaignRun
from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.persistence.database import Database, database_errors
from baton.persistence.page import Page, checked_limit, cursor_after, position
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.campaigns.items import CampaignItem

Kept = TypeVar("Kept", CampaignRun, ContentPiece)


class DynamoParts(Generic[Kept]):
    """Parts of campaigns in DynamoDB, with what ``RunRepository`` and ``ContentRepository`` promise."""

    model: type[Kept]
    word: ClassVar[str]
    """What one is called: "run"; before ``_id``, the field that holds its id."""

    full_name: ClassVar[str]
    """What one is called where nothing else is said of it."""

    prefix: ClassVar[str]
    """Before its id, in the items of its campaign."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.campaigns.items import CampaignItem

        self._items = database.bound(CampaignItem, table)

    @staticmethod
    def query(campaign_id: str) -> str:
        """The listing's name, to which cursors are tied. Each kind has its own."""
        raise NotImplementedError

    def add(self, part: Kept, within: Transaction) -> None:
        """Keeps a new one. The commit raises ``AlreadyExists`` if its id is taken."""
        refusal = AlreadyExists(f"There is already a {self.word} with the id {self._id(part)}.")
        condition = self._items.campaign_id.does_not_exist()
        DynamoTransaction.of(within).put(self._item(part), condition, refusal)

    def replace(self, part: Kept, within: Transaction) -> None:
        """Keeps the next version; the commit raises ``StaleVersion`` unless the one before is kept."""
        refusal = StaleVersion(f"The {self.word} {self._id(part)} was changed since it was read.")
        condition = self._items.version == part.version - 1
        DynamoTransaction.of(within).put(self._item(part), condition, refusal)

    def get(self, campaign_id: str, part_id: str) -> Kept:
        """The one with this id, read consistently. Raises ``NotFound``."""
        try:
            with database_errors():
                found = self._items.get(campaign_id, self.prefix + part_id, consistent_read=True)
        except self._items.DoesNotExist:
            raise NotFound(self.full_name, part_id) from None
        return self._read(found)

    def page(self, campaign_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[Kept]:
        """The campaign's, the latest first, 1 to 100 a page, read consistently."""
        checked_limit(limit)
        query, part = self.query(campaign_id), self._items.part
        after = position(query, cursor)
        keys = part.between(self.prefix, after) if after else part.startswith(self.prefix)
        with database_errors():
            found = list(
                self._items.query(
                    campaign_id,
                    keys,
                    scan_index_forward=False,
                    consistent_read=True,
                    limit=limit + 1 + bool(after),
                )
            )
        items = [item for item in found if item.part != after]
        more = cursor_after(query, items[limit - 1].part) if len(items) > limit else None
        return Page(tuple(map(self._read, items[:limit])), more)

    def _id(self, part: Kept) -> str:
        return str(getattr(part, f"{self.word}_id"))

    def _item(self, part: Kept) -> "CampaignItem":
        return self._items(
            part.campaign_id,
            self.prefix + self._id(part),
            version=part.version,
            document=part.model_dump_json(exclude_none=True),
        )

    def _read(self, item: "CampaignItem") -> Kept:
        return self.model.model_validate_json(item.document)

"""The last numbers of documents, in memory."""

from baton.commerce.orders.document_numbers import taken
from baton.commerce.orders.documents import DocumentKind
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage


class FakeDocumentNumbers:
    """See ``baton.commerce.orders.document_numbers.DocumentNumbers``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.given: dict[tuple[DocumentKind, int], int] = {}

    def last(self, kind: DocumentKind, year: int) -> int:
        with self._ground.faults.at("document_numbers.last"), self._ground.lock:
            return self.given.get((kind, year), 0)

    def take(self, kind: DocumentKind, year: int, number: int, within: Transaction) -> None:
        def check() -> None:
            if self.given.get((kind, year), 0) != number - 1:
                raise taken(number)

        stage(
            within,
            ("document_numbers", kind, str(year)),
            lambda: self.given.update({(kind, year): number}),
            check,
        )

"""Messages to customers in memory."""

from baton.core.errors import StaleVersion
from baton.leads.customer_message import CustomerMessage
from baton.leads.message_policy import Deliveries
from baton.leads.message_repository import CHANGED, DELIVERIES, GONE
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage


class FakeMessages:
    """See ``baton.leads.message_repository.MessageRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[tuple[str, str], str] = {}

    def add(self, recipient: str, message: CustomerMessage, within: Transaction) -> None:
        place, document = (recipient, message.message_id), message.model_dump_json()
        stage(within, ("messages", *place), lambda: self.kept.update({place: document}))

    def find(self, recipient: str, message_id: str) -> CustomerMessage | None:
        with self._ground.faults.at("messages.find"), self._ground.lock:
            document = self.kept.get((recipient, message_id))
        return CustomerMessage.model_validate_json(document) if document else None

    def of(self, recipient: str) -> tuple[CustomerMessage, ...]:
        with self._ground.faults.at("messages.of"), self._ground.lock:
            found = sorted(
                (part, document)
                for (of, part), document in self.kept.items()
                if of == recipient and part != DELIVERIES
            )
        return tuple(CustomerMessage.model_validate_json(document) for _, document in found)

    def hold(self, recipient: str, message_id: str, within: Transaction) -> None:
        def check() -> None:
            if (recipient, message_id) not in self.kept:
                raise StaleVersion(GONE)

        stage(within, ("messages", recipient, message_id), lambda: None, check)

    def deliveries(self, recipient: str) -> Deliveries:
        with self._ground.faults.at("messages.deliveries"), self._ground.lock:
            return self._deliveries(recipient)

    def replace(self, recipient: str, deliveries: Deliveries, within: Transaction) -> None:
        place, document = (recipient, DELIVERIES), deliveries.model_dump_json()

        def check() -> None:
            if self._deliveries(recipient).version != deliveries.version - 1:
                raise StaleVersion(CHANGED)

        stage(within, ("messages", *place), lambda: self.kept.update({place: document}), check)

    def forget(self, recipient: str) -> int:
        with self._ground.faults.at("messages.forget"), self._ground.lock:
            gone = [place for place in self.kept if place[0] == recipient]
            for place in gone:
                del self.kept[place]
            return len(gone)

    def _deliveries(self, recipient: str) -> Deliveries:
        document = self.kept.get((recipient, DELIVERIES))
        return Deliveries.model_validate_json(document) if document else Deliveries()

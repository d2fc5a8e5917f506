"""Where the switches of channels are kept: in the table of contact status."""

from collections.abc import Sequence
from typing import Protocol

from baton.core.errors import StaleVersion
from baton.effects.channel_switch import ChannelSwitch
from baton.persistence.database import Database, condition_failed, database_errors


class ChannelSwitchRepository(Protocol):
    """Where switches are kept. All methods raise ``Unavailable``."""

    def read(self, channels: Sequence[str]) -> tuple[ChannelSwitch, ...]:
        """The switches of channels, in the order given, read consistently."""
        ...

    def put(self, switch: ChannelSwitch) -> None:
        """Keeps a switch's next version. Raises ``StaleVersion`` if somebody turned it since."""
        ...


class DynamoChannelSwitches:
    """Switches in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.effects.items import ContactStatusItem

        self._database = database
        self._items = database.bound(ContactStatusItem, table)

    def read(self, channels: Sequence[str]) -> tuple[ChannelSwitch, ...]:
        """See ``ChannelSwitchRepository``."""
        items = self._database.fetch(self._items, [(_key(channel),) for channel in channels])
        kept = {item.subject: item.document for item in items}
        return tuple(
            ChannelSwitch.model_validate_json(document)
            if (document := kept.get(_key(channel)))
            else ChannelSwitch(channel=channel)
            for channel in channels
        )

    def put(self, switch: ChannelSwitch) -> None:
        """See ``ChannelSwitchRepository``."""
        from pynamodb.exceptions import PutError

        of = self._items
        item = of(_key(switch.channel), version=switch.version, document=switch.model_dump_json())
        same = of.version == switch.version - 1
        try:
            with database_errors():
                item.save(same if switch.version > 1 else of.version.does_not_exist())
        except PutError as error:
            if condition_failed(error):
                raise StaleVersion("Somebody else turned the switch just now.") from error
            raise


def _key(channel: str) -> str:
    return f"switch#{channel}"

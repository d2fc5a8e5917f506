"""A local AWS that takes many items of a table at once, straight into its store: a benchmark fills a
table so, and measures through the API.

Run as a module it is that AWS.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.contract.aws import LocalAws

Item = dict[str, dict[str, Any]]

_WAY_IN = "items"
"""A socket in the folder of the local AWS."""


class Loader:
    """Fills tables of the local AWS that it started."""

    _connection: Connection

    @contextmanager
    def aws(self, folder: Path) -> "Iterator[LocalAws]":
        """The local AWS."""
        from tests.contract.aws import local_aws  # which that AWS itself has no use for

        with (
            local_aws(folder, __name__) as aws,
            Client(str(folder / _WAY_IN)) as self._connection,
        ):
            yield aws

    def put(self, table: str, items: Sequence[Item]) -> None:
        """Keeps items as a request brings them, while the next are made."""
        self._connection.send((table, [_as_sent(item) for item in items]))

    def wait(self) -> None:
        """Until all are kept."""
        self._connection.send(None)
        self._connection.recv()


def _as_sent(item: Item) -> Item:
    return {
        name: {"B": b64encode(value["B"]).decode()} if "B" in value else value
        for name, value in item.items()
    }


def _take(listener: Listener) -> None:
    from ministack.services import dynamodb  # type: ignore[import-untyped]

    with listener.accept() as connection:
        while True:
            try:
                given = connection.recv()
            except EOFError:
                return
            if given is None:
                connection.send(None)
                continue
            table = dynamodb._tables[given[0]]
            for item in given[1]:
                pk, sk, _ = dynamodb._resolve_table_key_values(table, item, allow_extra=True)
                dynamodb._set_item(table, pk, sk, item)


if __name__ == "__main__":
    from ministack.app import main  # type: ignore[import-untyped]

    import infra.local.ministack_main  # noqa: F401 (adapts it)

    Thread(target=_take, args=(Listener(_WAY_IN),), daemon=True).start()
    main()

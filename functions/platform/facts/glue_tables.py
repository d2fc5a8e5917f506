"""The tables by which Athena finds facts: made here, since only the code knows the kinds."""

from collections.abc import Callable, Mapping
from typing import Any

from baton.aws.clients import Clients, aws_errors, error_code
from baton.facts.glue import table_input
from functions.platform.facts.appending import Kinds


class GlueTables:
    """Keeps a table in Glue for every kind; a kind that got another column has its table changed."""

    def __init__(self, clients: Clients, kinds: Kinds, *, database: str, bucket: str) -> None:
        self._client = clients.later("glue")
        self._kinds = kinds
        self._database = database
        self._bucket = bucket

    def update(self) -> None:
        """Makes what is missing, and changes what is another. Raises ``Unavailable``."""
        for kind in self._kinds().values():
            wanted = table_input(kind, self._bucket)
            known = self._known(kind.name)
            if known is None:
                self._put(self._client().create_table, wanted)
            elif known != _columns(wanted):
                self._put(self._client().update_table, wanted)

    def _put(self, call: Callable[..., object], table: dict[str, object]) -> None:
        from botocore.exceptions import ClientError

        try:
            with aws_errors("Glue"):
                call(DatabaseName=self._database, TableInput=table)
        except ClientError as error:
            if error_code(error) != "AlreadyExistsException":  # made beside us
                raise

    def _known(self, name: str) -> list[tuple[str, str]] | None:
        """The columns of the table as Glue has it; ``None`` if there is none."""
        from botocore.exceptions import ClientError

        try:
            with aws_errors("Glue"):
                found = self._client().get_table(DatabaseName=self._database, Name=name)
        except ClientError as error:
            if error_code(error) == "EntityNotFoundException":
                return None
            raise
        return _columns(found["Table"])


def _columns(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A table's columns by name and type."""
    return [(one["Name"], one["Type"]) for one in table["StorageDescriptor"]["Columns"]]

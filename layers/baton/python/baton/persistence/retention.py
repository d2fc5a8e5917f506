"""How long what is kept of persons stays: so many days after it was last written (requirement G4).

Every item of a table that has a retention is written with the moment at which DynamoDB's TTL takes it
away, up to two days later. Whoever writes an item knows nothing of it; a table whose items end at
moments of their own has its own ``expires_at``, and none here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from baton.persistence.timestamps import epoch_seconds

if TYPE_CHECKING:
    from pynamodb.models import Model

ATTRIBUTE = "expires_at"
"""The attribute by which tables expire."""


class Retention:
    """Days that items stay, by the name of their table."""

    def __init__(
        self, days: Mapping[str, int] | None = None, now: Callable[[], datetime] | None = None
    ) -> None:
        self._days = dict(days or {})
        self._now = now

    def additions_to(self, model: "type[Model]", table: str) -> dict[str, Any]:
        """What a model for ``table`` needs beside its own: nothing, if items stay or end by
        themselves.
        """
        if table not in self._days or ATTRIBUTE in model.get_attributes() or self._now is None:
            return {}
        from pynamodb.attributes import NumberAttribute

        stays, now = timedelta(days=self._days[table]), self._now

        def made(self: "Model", *keys: Any, **values: Any) -> None:
            model.__init__(self, *keys, **values)
            self.expires_at = epoch_seconds(now() + stays)  # type: ignore[attr-defined]  # made here

        return {ATTRIBUTE: NumberAttribute(null=True), "__init__": made}

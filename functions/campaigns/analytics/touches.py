"""Where leads' touches are read."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import Unavailable
from functions.campaigns.analytics.journeys import Journey

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class TouchReader(Protocol):
    """Reads how leads met campaigns."""

    def journeys(self, campaigns: Sequence[str], since: date, until: date) -> tuple[Journey, ...]:
        """The journeys of the leads of these campaigns. Raises ``Unavailable``."""
        ...


class UnreadTouches:
    """Touches that cannot be read, as nothing keeps them."""

    def journeys(self, campaigns: Sequence[str], since: date, until: date) -> tuple[Journey, ...]:
        """See ``TouchReader``."""
        del campaigns, since, until
        raise Unavailable("No facts are kept here.")


def touches_of(platform: "Platform") -> TouchReader:
    """The reader of a platform."""
    del platform
    return UnreadTouches()

"""Learned scorecards as they are kept: every version for good, and which one is in use."""

from datetime import datetime

from pydantic import Field, ValidationError

from baton.aws.files import Files
from baton.core.contract import Contract, UtcDatetime
from baton.core.errors import Conflict, NotFound
from baton.leads.scoring.scorecard import MAX_BYTES, TrainedScorecard

FOLDER = "scorecards/"
POINTER = f"{FOLDER}current.json"
REMEMBERED = 20
"""So many versions can be gone back to, one after the other."""


class InUse(Contract):
    """Which version rates leads; ``None`` is the written scorecard. ``earlier`` has the latest first."""

    version: str | None = None
    since: UtcDatetime
    earlier: tuple[str | None, ...] = Field(default=(), max_length=REMEMBERED)


class ScorecardRepository:
    """Scorecards in the file store.

    A version is written before the pointer names it, so a reader never finds half a scorecard. The
    pointer is one small file: whoever writes last decides, and both versions stay.
    """

    def __init__(self, files: Files) -> None:
        self._files = files

    def in_use(self) -> InUse | None:
        """What is in use; ``None`` if nothing was ever learned. Raises ``Conflict`` if unreadable."""
        try:
            text = self._files.read(POINTER, limit=MAX_BYTES)
        except NotFound:
            return None
        try:
            return InUse.model_validate_json(text)
        except ValidationError as error:
            raise Conflict(
                f"{POINTER} is not right; roll back to a version by its name."
            ) from error

    def version(self, version: str) -> TrainedScorecard:
        """A version. Raises ``NotFound``, or ``Conflict`` if its file is not right."""
        text = self._files.read(_key(version), limit=MAX_BYTES + 1)
        try:
            return TrainedScorecard.model_validate_json(text)
        except ValidationError as error:
            raise Conflict(f"The scorecard {version} cannot be read: {error}") from error

    def current(self) -> TrainedScorecard | None:
        """The learned scorecard in use, if there is one. Raises ``Conflict`` or ``NotFound``."""
        in_use = self.in_use()
        return self.version(in_use.version) if in_use and in_use.version else None

    def keep(self, scorecard: TrainedScorecard) -> None:
        """Keeps a version, without using it."""
        self._files.write(
            _key(scorecard.version), [scorecard.text().encode()], content_type="application/json"
        )

    def use(self, version: str, now: datetime) -> InUse:
        """Takes a kept version into use. Raises ``NotFound`` or ``Conflict``."""
        self.version(version)
        before = self._known()
        if before and before.version == version:
            return before
        earlier = (before.version, *before.earlier) if before else (None,)
        return self._point(InUse(version=version, since=now, earlier=earlier[:REMEMBERED]))

    def roll_back(self, now: datetime) -> InUse:
        """Goes back to the version that was in use before, at last to the written scorecard.

        Raises ``Conflict`` if nothing was in use before.
        """
        before = self.in_use()
        if before is None or not before.earlier:
            raise Conflict("No earlier scorecard was in use.")
        version, *earlier = before.earlier
        if version is not None:
            self.version(version)
        return self._point(InUse(version=version, since=now, earlier=tuple(earlier)))

    def _known(self) -> InUse | None:
        """What is in use; an unreadable pointer is replaced by the next one that is written."""
        try:
            return self.in_use()
        except Conflict:
            return None

    def _point(self, in_use: InUse) -> InUse:
        content = in_use.model_dump_json().encode()
        self._files.write(POINTER, [content], content_type="application/json")
        return in_use


def _key(version: str) -> str:
    return f"{FOLDER}versions/{version}.json"

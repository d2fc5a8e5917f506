"""Reports that are kept as files, one in several forms: listed, and read."""

from collections.abc import Callable

from baton.aws.files import Files
from baton.core.errors import NotFound
from baton.persistence.page import Page, cursor_after, position

PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""A report loads nothing and runs nothing."""

POLL_SECONDS = "5"
"""After which somebody may ask again for a report that is being made."""

_ULID_LENGTH = 26


class ReportFiles:
    """The files of one kind of report, under ``folder``. ``key`` gives a report's key in a form, and
    raises ``ValueError`` for an id that leads nowhere. A report is ready when its page is there.

    They are few: a report a week, and those that people ask for, as long as they are kept.
    """

    def __init__(self, files: Files, folder: str, key: Callable[[str, str], str]) -> None:
        self._files = files
        self._folder = folder
        self._key = key

    def listed(self, cursor: str | None, limit: int) -> Page[tuple[str, bool]]:
        """Ids, the newest first, each with whether it is ready. Raises ``InvalidInput`` for a foreign
        cursor.
        """
        after = position(self._folder, cursor)
        forms: dict[str, set[str]] = {}
        for key in self._files.names(f"{self._folder}/"):
            report_id, _, form = key.rpartition("/")[2].partition(".")
            if len(report_id) == _ULID_LENGTH:
                forms.setdefault(report_id, set()).add(form)
        newest = [one for one in sorted(forms, reverse=True) if after is None or one < after]
        items = tuple((one, "html" in forms[one]) for one in newest[:limit])
        more = cursor_after(self._folder, newest[limit - 1]) if len(newest) > limit else None
        return Page(items, more)

    def read(self, report_id: str, form: str, what: str, limit: int) -> bytes:
        """A report in a form. Raises ``NotFound``."""
        try:
            return self._files.read(self._key(report_id, form), limit=limit)
        except (NotFound, ValueError):  # an id of a moment that no calendar has leads nowhere
            raise NotFound(what, report_id) from None

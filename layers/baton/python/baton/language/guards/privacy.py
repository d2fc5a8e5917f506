"""What is personal is replaced before a model reads it, and put back into what it wrote.

A replaced value is a placeholder such as ``[email-1]``: the same value has the same one, so a model
can still write about it. Names are known only where the caller tells them; the rest is found by its
form (``security.personal``).
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from baton.core.recognition.personal import Personal, found_in, replaced

_PLACEHOLDER = re.compile(r"\[(?:name|company|email|phone|account|card|address|id)-\d{1,4}\]")
_MOST_SHORT = 3
"""Known values this short are replaced only where they stand as written, capitals included."""


class UnknownPlaceholder(ValueError):
    """An answer names a placeholder that nobody gave: a person that the model made up or was told of."""


class Masking:
    """Replaces personal values in one task's texts, all with the same placeholders."""

    def __init__(
        self,
        known: Iterable[tuple[Personal, str]] = (),
        allowed: Iterable[Personal] = (),
        regions: Sequence[str] = (),
    ) -> None:
        """``known`` are values that no form tells, as names. ``allowed`` are the kinds that this
        purpose shows to a model as they are. ``regions`` (ISO 3166) are where phone numbers without a
        country's code are from.
        """
        self._allowed = frozenset(allowed)
        self._regions = tuple(regions)
        given = [(kind, value.strip()) for kind, value in known if value.strip()]
        self._known = sorted(
            (one for one in given if one[0] not in self._allowed),
            key=lambda one: -len(one[1]),  # a name's parts after the whole
        )
        self._placeholders: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._counts: dict[Personal, int] = {}

    @property
    def values(self) -> Mapping[str, str]:
        """What each placeholder stands for."""
        return dict(self._values)

    def masked(self, text: str) -> str:
        """``text`` with placeholders. What looked like one already loses its brackets."""
        result = _PLACEHOLDER.sub(lambda found: found[0][1:-1], text)
        found = [one for one in found_in(result, self._regions) if one.kind not in self._allowed]
        result = replaced(
            result, found, self._placeholder
        )  # first: a name may be part of an address
        for kind, value in self._known:
            result = self._replaced(kind, value, result)
        return result

    def _replaced(self, kind: Personal, value: str, text: str) -> str:
        flags = re.IGNORECASE if len(value) > _MOST_SHORT else re.NOFLAG
        pattern = re.compile(rf"(?<![\w\[]){re.escape(value)}(?!\w|-\d+\])", flags)
        return pattern.sub(lambda _: self._placeholder(kind, value), text)

    def unmasked(self, text: str) -> str:
        """``text`` with every value back in its place. Raises ``UnknownPlaceholder``."""
        unknown = {one for one in _PLACEHOLDER.findall(text) if one not in self._values}
        if unknown:
            raise UnknownPlaceholder(f"nothing is known of {', '.join(sorted(unknown))}")
        return _PLACEHOLDER.sub(lambda found: self._values[found[0]], text)

    def _placeholder(self, kind: Personal, value: str) -> str:
        key = f"{kind.value}:{value.casefold()}"
        if key not in self._placeholders:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            placeholder = f"[{kind.value}-{self._counts[kind]}]"
            self._placeholders[key] = placeholder
            self._values[placeholder] = value
        return self._placeholders[key]

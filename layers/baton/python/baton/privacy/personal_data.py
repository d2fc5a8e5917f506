"""How an area, or the platform itself, says what it keeps of persons (requirement B7).

A person has no id of their own: they are known by keys (``baton.privacy.subject``), and what is kept
of them hangs on records (a lead, an order) that are tied to those keys. Each area that keeps something
has a module ``personal_data`` with a function ``personal_data(platform) -> PersonalData``; it is found,
shown and erased from then on. The scan in the integration tests finds what was forgotten.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from baton.privacy.subject import Origin, Tie

Json = dict[str, Any]

MOST = 10_000
"""More than a record or person ever has of anything."""


@dataclass(frozen=True, slots=True)
class SubjectRecord:
    """A record of a person whose traces are looked for. ``document`` is what its area keeps under the
    id, ``None`` once it is gone; ``names`` are those that callers may know the person by, ``cases`` the
    ids of cases that it names, ``conversations`` those in which it was spoken of.
    """

    tie: Tie
    document: Any = None
    names: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    conversations: tuple[str, ...] = ()

    @property
    def record_id(self) -> str:
        """The record's id."""
        return self.tie.record_id


class PersonalDataStore(Protocol):
    """A store that keeps something of a record."""

    @property
    def name(self) -> str:
        """What an export and an erasure's counts call it."""
        ...

    def show(self, record: SubjectRecord) -> list[Json]:
        """Everything it keeps of the record."""
        ...

    def forget(self, record: SubjectRecord) -> int:
        """Deletes it. Gives how many things went; doing it again is safe."""
        ...


class PersonStore(Protocol):
    """A store that keeps something under a person's key."""

    @property
    def name(self) -> str:
        """What an export and an erasure's counts call it."""
        ...

    def show(self, key: str) -> Any:
        """What it keeps under the key; ``None`` or empty if that is nothing."""
        ...

    def forget(self, key: str) -> int:
        """Deletes it. Gives how many things went; doing it again is safe."""
        ...


class PersonFiles(Protocol):
    """Files in which a person may have rows."""

    def forget(
        self,
        keys: Sequence[str],
        records: Sequence[SubjectRecord],
        rows: Mapping[str, frozenset[int]],
    ) -> int:
        """Takes the person's rows out: those that are named by file, and all that tell of them. Gives
        how many went. Raises ``Unavailable``; then try again.
        """
        ...

    def show(
        self, keys: Sequence[str], records: Sequence[SubjectRecord], origins: Sequence[Origin]
    ) -> Iterator[Json]:
        """The person's rows: those of ``origins``, which became no records, and what files hold."""
        ...


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What an area keeps of persons. ``stores`` are in the order in which they forget a record.

    ``tie_of`` makes the tie of a record that has none yet, ``None`` if the area has no such record.
    ``describe`` tells what the area knows of a tied record, also when it is gone.
    """

    stores: Sequence[PersonalDataStore] = ()
    persons: Sequence[PersonStore] = ()
    files: Sequence[PersonFiles] = ()
    tie_of: Callable[[str], Tie | None] = field(default=lambda _: None)
    describe: Callable[[Tie], SubjectRecord] = SubjectRecord

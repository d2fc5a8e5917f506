"""Who belongs together: all keys and records of a person, found from any of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from baton.core.errors import Conflict, NotFound
from baton.privacy.subject import Tie, person_key
from baton.privacy.subject_repository import SubjectRepository

MOST_KEYS = 2_000
"""An erasure keeps its keys in one item of at most 400 KB; nobody has so many addresses."""

_ULID_LENGTH = len("01ARZ3NDEKTSV4RRFFQ69G5FAV")


@dataclass(frozen=True, slots=True)
class Person:
    """A person: their keys, the one they were asked for by first, and their records from the oldest."""

    keys: tuple[str, ...]
    ties: tuple[Tie, ...]


class Persons:
    """Finds persons. ``tie_of`` makes the tie of a record that has none of its own."""

    def __init__(self, subjects: SubjectRepository, tie_of: Callable[[str], Tie | None]) -> None:
        self._subjects = subjects
        self._derived = tie_of

    def find(self, subject: str) -> Person:
        """The person with a key or record id. Raises ``NotFound`` if nothing ever was kept of them."""
        given = self._tie_of(subject) if len(subject) == _ULID_LENGTH else None
        if given is None and len(subject) == _ULID_LENGTH:
            if self._subjects.was_erased(subject):
                return Person((), ())
            raise NotFound("subject", subject)
        keys = given.keys if given else (person_key(subject),)
        person = self.closed(keys, () if given is None else (given,))
        if given is None and (owner := self._owner(keys[0])):
            person = self.closed((*keys, *owner.keys), person.ties)
        if not person.ties and not any(map(self._is_known, person.keys)):
            raise NotFound("subject", subject)
        return person

    def closed(self, keys: Sequence[str], ties: Sequence[Tie] = ()) -> Person:
        """Everything that hangs together with ``keys``: the other keys of their records, those keys'
        records, and so on. Of a phone number only records of which nothing else is known: those that
        have another key may be a colleague's. Raises ``Conflict`` for more keys than one person has.
        """
        known = list(dict.fromkeys((*keys, *(key for tie in ties for key in tie.places))))
        found = {tie.record_id: tie for tie in ties}
        for key in known:  # grows while it is walked
            for tie in self._subjects.ties(key):
                if key in tie.keys:
                    found[tie.record_id] = tie
                    known += [other for other in tie.places if other not in known]
            for row in self._subjects.rows(key):
                known += [other for other in row.keys if other not in known]
            if len(known) > MOST_KEYS:
                raise Conflict(f"More than {MOST_KEYS} addresses and external ids hang together.")
        return Person(tuple(known), tuple(found[record_id] for record_id in sorted(found)))

    def untied(self, person: Person) -> tuple[Tie, ...]:
        """The person's records that none of their keys names."""
        named = {tie.record_id for key in person.keys for tie in self._subjects.ties(key)}
        return tuple(tie for tie in person.ties if tie.record_id not in named)

    def _owner(self, number: str) -> Person | None:
        """The one person whose records have a phone number beside other keys; ``None`` if it is
        nobody's, or several persons'.
        """
        owner: Person | None = None
        for tie in self._subjects.ties(number):
            if number in tie.keys or (
                owner and tie.record_id in {one.record_id for one in owner.ties}
            ):
                continue
            if owner:
                return None
            owner = self.closed(tie.keys, (tie,))
        return owner

    def _tie_of(self, record_id: str) -> Tie | None:
        return self._subjects.tie_of(record_id) or self._derived(record_id)

    def _is_known(self, key: str) -> bool:
        return self._subjects.was_erased(key) or next(self._subjects.rows(key), None) is not None

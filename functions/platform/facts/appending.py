"""Appending facts: a file for each kind and day of a batch."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from baton.aws.files import Files
from baton.facts.fact import Fact
from baton.facts.kind import FactKind
from baton.facts.parquet import fact_writer, pieces, workshop
from baton.facts.partitions import PARQUET, key_of
from baton.privacy.subject import external_key, is_person_key, person_key
from baton.privacy.subject_repository import SubjectRepository

Kinds = Callable[[], Mapping[str, FactKind]]

_DIGEST = 64


class Appending:
    """Writes facts. A batch that comes again is written again, under the same names; facts that come in
    another batch are in two files, of which readers and compaction make one.
    """

    def __init__(self, files: Files, kinds: Kinds, subjects: SubjectRepository) -> None:
        self._files = files
        self._kinds = kinds
        self._subjects = subjects

    def append(self, facts: Iterable[Fact]) -> int:
        """Keeps facts, each of a registered kind and valid. Gives how many were left out since their
        person asked to be erased. Raises ``Unavailable``: then some may be kept; do it again.
        """
        kinds, erased = self._kinds(), 0
        parts: defaultdict[tuple[str, date], list[Fact]] = defaultdict(list)
        known: dict[tuple[str, str], bool] = {}
        for fact in facts:
            if self._is_erased(kinds[fact.kind], fact, known):
                erased += 1
            else:
                parts[fact.kind, fact.day].append(fact)
        for kind in sorted({kind for kind, _ in parts}):
            of_kind = {day: those for (its, day), those in sorted(parts.items()) if its == kind}
            self._write(kinds[kind], of_kind)
        return erased

    def _write(self, kind: FactKind, days: Mapping[date, Sequence[Fact]]) -> None:
        once = ((day, _once(facts)) for day, facts in days.items())
        named = {key_of(kind.name, day, _name(facts)): facts for day, facts in once}
        missing = {key: facts for key, facts in named.items() if not self._files.find(key)}
        if not missing:
            return
        with workshop() as folder, fact_writer(kind, folder) as write:
            for key, facts in missing.items():
                self._files.write(key, pieces(write(facts)), content_type=PARQUET)

    def _is_erased(self, kind: FactKind, fact: Fact, known: dict[tuple[str, str], bool]) -> bool:
        """Whether the fact's person was erased after it happened: what is late brings nobody back."""
        named = fact.row.get(kind.subject) if kind.subject else None
        if not named:
            return False
        subjects = [person_key(named)] if len(named) == _DIGEST else _subjects(str(named))
        return any(self._was_erased(one, fact, known) for one in subjects)

    def _was_erased(self, subject: str, fact: Fact, known: dict[tuple[str, str], bool]) -> bool:
        at = fact.at if is_person_key(subject) else None
        place = (subject, str(at))
        if place not in known:
            known[place] = self._subjects.was_erased(subject, at)
        return known[place]


def _subjects(named: str) -> list[str]:
    """As what a name may have been erased: a record, a person's key, or the id that a shop or a CRM has
    for them.
    """
    return [named] if is_person_key(named) else [named, external_key(named)]


def _once(facts: Iterable[Fact]) -> list[Fact]:
    """Each fact by its greatest version, in the order of their ids."""
    found: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.version, _text(fact))):
        found[fact.fact_id] = fact
    return [found[fact_id] for fact_id in sorted(found)]


def _name(facts: Iterable[Fact]) -> str:
    """The name of a file with these facts: the same for the same ones."""
    digest = hashlib.sha256()
    for fact in facts:
        digest.update(_text(fact).encode())
    return digest.hexdigest()[:32]


def _text(fact: Fact) -> str:
    return json.dumps(fact.to_json(), sort_keys=True)

"""Files of facts that a company drops: ``facts/<kind>/<name>.csv`` in the intake bucket.

Taking one in again, after a crash or because its event came twice, tells the same facts. The rows that
are none are in a table of rejected rows with their reasons. A file stays if its kind is known and of
nobody. Any other is removed once it was looked at, and its rejected rows are told by number and reason
alone: what an erasure would have to find is in the facts, and nowhere else.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath

from baton.aws.dropped_files import checked_mapping, dropped_file
from baton.aws.files import Files, StoredFile
from baton.core.clock import Clock
from baton.facts.fact import Fact
from baton.facts.kind import FactKind
from baton.tabular.csv_file import CsvFile
from baton.tabular.items import MalformedRow, original_of
from baton.tabular.refusal import Refusal
from baton.tabular.rejected_rows import rejected_head, rejected_line
from baton.tabular.text_lines import Encoding, NotUtf8, encoding_told_by, text_lines
from functions.platform.facts.appending import Appending, Kinds
from functions.platform.facts.fact_mapping import FactMapping, RowReader
from functions.platform.facts.models import FileResult

MAX_BYTES = 100_000_000
MAX_ROWS = 200_000
"""What is held at once: a file with more is to be split."""

MOST_REJECTED = 50_000
"""Rejected rows that the table tells."""

_KEY = re.compile(r"facts/([^/]{1,80})/(?:[^/]{1,200}/)*[^/]{1,200}\.csv")

Rejected = list[tuple[int, str, Sequence[str]]]


class DroppedFile:
    """Takes files of facts in."""

    def __init__(self, files: Files, kinds: Kinds, appending: Appending, clock: Clock) -> None:
        self._files = files
        self._kinds = kinds
        self._appending = appending
        self._clock = clock

    def take(self, key: str) -> FileResult:
        """Takes a file in, and writes what became of it. Raises ``Unavailable``: do it again."""
        file = dropped_file(self._files, key)
        if file is None:
            return FileResult(key=key)
        name = PurePosixPath(file.key).stem
        where = f"results/facts/{_name(file)}/{name}"
        kind = self._kind(file)
        try:
            told = self._taken(file, kind, where)
        except Refusal as refusal:
            told = FileResult(key=file.key, refused=refusal.reasons)
        told = self._told(where, told)
        if kind is None or kind.subject:
            self._files.remove(file.key)
        return told

    def _taken(self, file: StoredFile, kind: FactKind | None, where: str) -> FileResult:
        """Keeps a file's facts and its table of rejected rows. Raises ``Refusal``."""
        if kind is None:
            listed = ", ".join(sorted(self._kinds())) or "none"
            raise Refusal(
                f"Files of facts are dropped as facts/<kind>/<name>.csv, and the kinds are {listed}."
            )
        if file.size > MAX_BYTES:
            raise Refusal(f"The file has more than {MAX_BYTES // 10**6} MB. Split it into several.")
        facts, rejected, header = self._read(file, kind)
        erased = self._appending.append(facts)
        parts = _table(rejected, () if kind.subject else header)
        self._files.write(f"{where}.rejected.csv", parts, content_type="text/csv; charset=utf-8")
        return FileResult(
            key=file.key,
            rows=len(facts) + len(rejected),
            kept=len(facts) - erased,
            rejected=len(rejected),
            erased=erased,
        )

    def _kind(self, file: StoredFile) -> FactKind | None:
        found = _KEY.fullmatch(file.key)
        return self._kinds().get(found[1]) if found else None

    def _read(self, file: StoredFile, kind: FactKind) -> tuple[list[Fact], Rejected, Sequence[str]]:
        """The facts, the rejected rows and the header. Raises ``Refusal``."""
        mapping = self._mapping(kind)
        encoding = Encoding(mapping.encoding) if mapping.encoding else None
        try:
            return self._rows(file, kind, mapping, encoding)
        except NotUtf8:
            told = encoding_told_by(self._files.chunks(file.key))
            return self._rows(file, kind, mapping, told)

    def _rows(
        self, file: StoredFile, kind: FactKind, mapping: FactMapping, encoding: Encoding | None
    ) -> tuple[list[Fact], Rejected, Sequence[str]]:
        table = CsvFile(text_lines(self._files.chunks(file.key), encoding))
        if faults := mapping.header_faults(table.header, kind):
            raise Refusal(*faults)
        reader = RowReader(kind, mapping, self._clock())
        facts: list[Fact] = []
        rejected: Rejected = []
        for number, item in enumerate(table.items(), 1):
            if number > MAX_ROWS:
                raise Refusal(f"The file has more than {MAX_ROWS} rows. Split it into several.")
            original = original_of(json.loads(item), table.header)
            try:
                facts.append(_fact(reader, original))
            except ValueError as error:
                rejected.append((number, str(error), _cells(original, table.header)))
        return facts, rejected, table.header

    def _mapping(self, kind: FactKind) -> FactMapping:
        key = f"mappings/facts/{kind.name}.yaml"
        if self._files.find(key) is None:
            return FactMapping.canonical(kind)
        read = partial(FactMapping.from_yaml, kind=kind)
        return checked_mapping(self._files, key, read)[1]

    def _told(self, where: str, result: FileResult) -> FileResult:
        """Writes the summary for whoever dropped the file."""
        counts = {"kept": result.kept, "rejected": result.rejected, "erased": result.erased}
        told = {
            "file": result.key,
            "outcome": "refused" if result.refused else "finished",
            "reasons": list(result.refused),
            "rows": result.rows,
            "counts": counts,
            **({} if result.refused else {"rejected_rows": f"{where}.rejected.csv"}),
            "started_at": self._clock().isoformat(),
        }
        key = f"{where}.summary.json"
        text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
        self._files.write(key, [text.encode()], content_type="application/json")
        return result.model_copy(update={"results_key": key})


def _fact(reader: RowReader, original: Mapping[str, object] | MalformedRow) -> Fact:
    if isinstance(original, MalformedRow):
        raise ValueError(original.reason)
    return reader.fact(original)


def _cells(original: Mapping[str, object] | MalformedRow, header: Sequence[str]) -> Sequence[str]:
    if isinstance(original, MalformedRow):
        return (original.text,)
    return tuple(str(original.get(name) or "") for name in header)


def _table(rejected: Rejected, header: Sequence[str]) -> Iterator[bytes]:
    """The rejected rows as a CSV file: number, reason, and the row as it came, if it may be shown."""
    yield rejected_head(header)
    for number, reason, cells in rejected[:MOST_REJECTED]:
        yield rejected_line(number, reason, cells if header else ())


def _name(file: StoredFile) -> str:
    """Of the folder of results: the same for the same file."""
    return hashlib.sha256(f"{file.key}\0{file.etag}".encode()).hexdigest()[:26]

"""Files of facts, brought from the bucket to this machine's disk."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from baton.aws.files import Files, StoredFile
from baton.core.errors import NotFound, Unavailable
from baton.facts.partitions import ByDay, Days, files_of
from baton.facts.query import refused

MAX_BYTES = 400_000_000
"""Of what is brought at once: a function's disk has 512 MB."""

_TRIES = 3
_AT_A_TIME = 16

Brought = Mapping[date, Sequence[Path]]


def bring_days(files: Files, kind: str, days: Days, folder: Path) -> Brought:
    """A kind's files of some days, brought into ``folder``, by day.

    A file that compaction took away meanwhile is in another one: the days are listed anew. Raises
    ``Unavailable`` if that goes on, ``InvalidInput`` for more than 400 MB.
    """
    for number in range(_TRIES):
        try:
            return _bring(files, files_of(files, kind, days), folder / str(number))
        except NotFound:
            continue
    raise Unavailable(f"The facts of {kind} change all the time. Try again later.")


def bring(files: Files, file: StoredFile, path: Path) -> None:
    """Copies a file of the bucket here. Raises ``NotFound``."""
    with path.open("wb") as out:
        for piece in files.chunks(file.key):
            out.write(piece)


def _bring(files: Files, found: ByDay, folder: Path) -> Brought:
    if sum(file.size for those in found.values() for file in those) > MAX_BYTES:
        raise refused("days", f"are over {MAX_BYTES // 10**6} MB; ask for fewer, or use Athena")
    folder.mkdir(parents=True)
    paths = {
        day: [folder / f"{day}-{number}.parquet" for number in range(len(those))]
        for day, those in found.items()
    }
    wanted = [pair for day, those in found.items() for pair in zip(those, paths[day], strict=True)]
    if wanted:
        with ThreadPoolExecutor(min(_AT_A_TIME, len(wanted))) as pool:
            list(pool.map(lambda pair: bring(files, *pair), wanted))
    return paths

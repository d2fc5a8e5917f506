"""Files that people drop, and the column mappings that they are read through."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import unquote_plus

from baton.aws.files import Files, StoredFile
from baton.core.errors import InvalidInput
from baton.tabular.mapping_file import MAX_CHARACTERS, MappingError
from baton.tabular.refusal import Refusal

Mapped = TypeVar("Mapped")

_MAX_BYTES = MAX_CHARACTERS * 4


def dropped_file(files: Files, key: str) -> StoredFile | None:
    """The file that an event names, as it is now: events on the bus carry keys as they are, but
    notifications sent otherwise encode them.
    """
    found = (files.find(one) for one in dict.fromkeys((key, unquote_plus(key))))
    return next(filter(None, found), None)


def found_mapping(files: Files, key: str, through: str, folder: str) -> StoredFile:
    """What is known of the mapping that files in ``through`` need; those in ``folder`` need none.
    Raises ``Refusal`` if there is none.
    """
    file = files.find(key)
    if file is None:
        raise Refusal(
            f"There is no column mapping {key}, which {through} are read "
            f"through. Put it there, or drop files with our own column names into {folder}."
        )
    return file


def checked_mapping(
    files: Files, key: str, read: Callable[[str, str], Mapped]
) -> tuple[bytes, Mapped]:
    """A mapping as somebody wrote it, and what ``read`` makes of its text and name. Raises ``Refusal``
    if it is wrong, and ``NotFound``.
    """
    try:
        content = files.read(key, limit=_MAX_BYTES)
        return content, read(content.decode("utf-8-sig"), key)
    except MappingError as error:
        raise Refusal(f"The column mapping {key} is not right.", *error.faults) from error
    except UnicodeDecodeError as error:
        raise Refusal(f"The column mapping {key} is not UTF-8. Save it as UTF-8.") from error
    except InvalidInput as error:
        raise Refusal(f"The column mapping {key} is too big.") from error

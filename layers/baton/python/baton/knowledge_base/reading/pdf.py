"""PDF files, page by page, through pypdf."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from baton.core.text import readable
from baton.knowledge_base.document import Outcome
from baton.knowledge_base.text import MOST_CHARACTERS, ReadText, TextWriter

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 2_000
_HEADER_WITHIN = 1_024


def pdf_text(content: bytes) -> ReadText | Outcome:
    """The text of a PDF file, each page a section of its own. One that opens without a password is
    read, though it may say that it is encrypted."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    if b"%PDF" not in content[:_HEADER_WITHIN]:
        return Outcome.DAMAGED
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return Outcome.ENCRYPTED
        return _text(reader)
    except (DependencyError, FileNotDecryptedError):
        return Outcome.ENCRYPTED
    except Exception:  # noqa: BLE001 (pypdf raises whatever comes of a file that is no good)
        return Outcome.DAMAGED


def _text(reader: "PdfReader") -> ReadText | Outcome:
    if len(reader.pages) > MOST_PAGES:
        return Outcome.TOO_LARGE
    writer, pictures = TextWriter(), False
    for number, page in enumerate(reader.pages, 1):
        writer.block(readable(page.extract_text()), page=number)
        if writer.length > MOST_CHARACTERS:
            return Outcome.TOO_LARGE
        pictures = pictures or (not writer.length and _has_pictures(page))
    if not writer.length:
        return Outcome.SCANNED if pictures else Outcome.EMPTY
    told = reader.metadata.title if reader.metadata else None
    return writer.written(title=readable(told or ""), pages=len(reader.pages))


def _has_pictures(page: Any) -> bool:
    resources = page["/Resources"]
    if "/XObject" not in resources:
        return False
    drawn = resources["/XObject"]
    return any(drawn[name].get_object().get("/Subtype") == "/Image" for name in drawn)

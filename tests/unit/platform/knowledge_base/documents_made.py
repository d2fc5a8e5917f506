"""Files of each kind, made for tests: raw bytes, as they lie in the bucket."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from pypdf import PdfReader, PdfWriter


def pdf_of(*pages: str, picture: bool = False) -> bytes:
    """A PDF file with lines of text on each page, those that begin with ``#`` in larger letters and with
    ``*`` in bold ones; with a ``picture``, one instead of the text."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    objects.append(
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
        "/BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream"
    )
    bold = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>"
    kids = []
    for text in pages:
        lines = " ".join(map(_line, text.splitlines()))
        drawn = "/P Do" if picture else f"BT 72 700 Td {lines} ET"
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
        resources = "<< /Font << /F 3 0 R >> /XObject << /P 4 0 R >> >>"
        if not picture:
            resources = f"<< /Font << /F 3 0 R /B {bold} >> >>"
        content = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {content} 0 R "
            f"/Resources {resources} >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _assembled(objects)


def _line(text: str) -> str:
    font = {"#": "F 18", "*": "B 12"}.get(text[:1], "F 12")
    return f"/{font} Tf ({text.lstrip('#* ')}) Tj 0 -20 Td"


def _assembled(objects: Sequence[str]) -> bytes:
    text, offsets = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        offsets.append(len(text))
        text += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(text)}\n%%EOF\n"
    return f"{text}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("latin-1")


def encrypted(pdf: bytes, password: str) -> bytes:
    """The same with a password."""
    writer, made = PdfWriter(clone_from=PdfReader(BytesIO(pdf))), BytesIO()
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    writer.write(made)
    return made.getvalue()


def docx_of(*paragraphs: tuple[str, str], rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word file of paragraphs with their styles, and a table at its end."""
    document, made = Document(), BytesIO()
    for text, style in paragraphs:
        document.add_paragraph(text, style=style)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    document.save(made)
    return made.getvalue()

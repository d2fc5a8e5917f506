"""Labels of the stand-in of EasyPost, as PDF."""

_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 288 432]/Contents 4 0 R"
    b"/Resources<</Font<</F1 5 0 R>>>>>>"
)


def pdf(path: str) -> bytes:
    """A label of one page with its tracking code."""
    code = "".join(one for one in path.rsplit("/", 1)[-1] if one.isalnum())[:40]
    stream = f"BT /F1 24 Tf 40 380 Td (Label {code}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        _PAGE,
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return body + end % (table, len(body))

"""What a page says of its company is found, with where it stands, and nothing else is."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.web.places import Place
from functions.campaigns.lead_generation.websites.findings import DetectionMethod, Found
from functions.campaigns.lead_generation.websites.html import tree_of
from functions.campaigns.lead_generation.websites.links import contact_places
from functions.campaigns.lead_generation.websites.reading import contacts_of
from tests.growth import grows_in_proportion

PAGES = Path(__file__).parents[5] / "shared" / "data" / "web_contact_pages"
_URL = "https://acme.example/kontakt"

_EXPECTED: dict[str, set[tuple[str, str, str]]] = {
    "null_ld_mock": {
        ("name", "Some Name Goes Here", ""),
        ("address", "123 Munroe Hwy, 52342, Tacoma, Georgia, Georgia", ""),
    },
    "LocalBusiness.002": {
        ("name", "GreatFood", ""),
        ("address", "1901 Lemur Ave, 94086, Sunnyvale, CA", ""),
        ("phone", "(408) 714-1489", ""),
        ("opening_hours", "Mo-Sa 11:00-14:30", ""),
        ("opening_hours", "Mo-Th 17:00-21:30", ""),
        ("opening_hours", "Fr-Sa 17:00-22:00", ""),
    },
    "Event.001": {("address", "Philadelphia, PA", "location")},
    "product": {("name", "Executive Objects", "offers.seller")},
    "product-ref": {("name", "Executive Objects", "offers.seller")},
    "Event.008": {
        ("name", "Shakespeare's Globe", "location"),
        ("address", "London, UK", "location"),
    },
}
"""By page: field, value and whose it is; the other pages of the folder name nobody."""


def _read(html: str | bytes, country: str | None = None, url: str = _URL) -> list[Found]:
    tree = tree_of(html.encode("utf-8") if isinstance(html, str) else html)
    return contacts_of(tree, url, "acme.example", country).found if tree is not None else []


def _values(html: str, field: str, country: str | None = None) -> list[str]:
    return [one.value for one in _read(html, country) if one.field == field]


@pytest.mark.skipif(not PAGES.exists(), reason="the shared data is not here")
def test_what_is_expected_of_twelve_real_pages_comes_out_and_nothing_else() -> None:
    pages = sorted(PAGES.glob("*.html"))
    assert len(pages) == 12
    for page in pages:
        found = _read(page.read_bytes())
        said = {(one.field, one.value, one.of) for one in found}
        assert said == _EXPECTED.get(page.stem, set()), page.stem
        assert all(one.url == _URL and one.by is DetectionMethod.STRUCTURED for one in found)


@pytest.mark.skipif(not PAGES.exists(), reason="the shared data is not here")
def test_every_value_stands_in_what_is_expected_of_the_page() -> None:
    for name, said in _EXPECTED.items():
        expected = json.dumps(json.loads(next(PAGES.glob(f"{name}.*.json")).read_text()))
        for _, value, _ in said:
            assert all(json.dumps(part)[1:-1] in expected for part in value.split(", ")), name


@pytest.mark.parametrize(
    ("html", "email"),
    [
        ('<a href="mailto:Office@Acme.example?subject=Hi">write</a>', "Office@acme.example"),
        ('<a href="MAILTO:%6Fffice@acme.example">write</a>', "office@acme.example"),
        ("<p>office@acme.example</p>", "office@acme.example"),
        ("<p>office (at) acme.example</p>", "office@acme.example"),
        ("<p>office [at] acme [dot] example</p>", "office@acme.example"),
        ("<p>office(ät)acme(punkt)example</p>", "office@acme.example"),
        ("<p>office {arroba} acme.example</p>", "office@acme.example"),
        ("<p>office AT acme DOT example</p>", "office@acme.example"),
        ("<p>office&#64;acme.example.</p>", "office@acme.example"),
        ("<td>E-Mail:</td><td>office@acme.example</td>", "office@acme.example"),
        ("<p>off<b>ice</b>@acme.<i>example</i></p>", "office@acme.example"),
    ],
)
def test_an_address_is_found_as_people_write_it(html: str, email: str) -> None:
    assert _values(html, "email") == [email]


@pytest.mark.parametrize(
    "html",
    [
        "<p>Meet us at acme.example for a talk</p>",
        "<p>Look at it dot by dot, at AT home</p>",
        "<img src=x alt='logo@2x.png'> logo@2x.png",
        "<script>var a = 'office@acme.example'</script>",
        "<!-- office@acme.example -->",
        "<p>you@example.com</p>",
        "<p>@acme on Twitter</p>",
        "<style>a@b.example</style>",
        "<p style='color: red; Display : NONE'>trap@acme.example</p>",
        "<div hidden><p><a href='mailto:trap@acme.example'>trap@acme.example</a></p></div>",
        "<a style='visibility:hidden' href='mailto:trap@acme.example'>write</a>",
    ],
)
def test_what_is_no_address_is_not_taken_for_one(html: str) -> None:
    assert _values(html, "email") == []


def test_numbers_are_read_as_people_of_the_country_write_them() -> None:
    html = "<p>Tel.: 0664/123 45 67<br>Fax: 01 5331234-9<br>Bestellung 0664 7654321 22</p>"
    assert _values(html, "phone", "AT") == ["+436641234567"]
    assert _values(html, "phone") == []


@pytest.mark.parametrize(
    "text",
    [
        "IBAN AT61 1904 3002 3457 3201",
        "UID ATU12345678, FN 123456a",
        "HRB 12345, USt-IdNr. DE123456789",
        "© 1998-2026, Order 12345678",
        "Telefax +43 1 5331234",
    ],
)
def test_other_numbers_are_no_phones(text: str) -> None:
    assert _values(f"<p>{text}</p>", "phone", "AT") == []


def test_a_country_is_told_by_the_page_where_nobody_knows_it() -> None:
    call = '<a href="tel:0664 1234567">call</a>'
    assert _values(f'<html lang="de-AT">{call}', "phone") == ["+436641234567"]
    assert _values(f'<html lang="de">{call}', "phone") == []


def _json_ld(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_an_organisation_in_a_graph_is_read_with_what_it_refers_to() -> None:
    html = _json_ld(
        {
            "@context": "https://schema.org",
            "@graph": [
                {"@type": "WebSite", "@id": "#site", "publisher": {"@id": "#org"}},
                {
                    "@type": ["Organization", "Brand"],
                    "@id": "#org",
                    "name": "Acme GmbH",
                    "address": {"@id": "#where"},
                    "contactPoint": [{"@type": "ContactPoint", "telephone": "+43 664 1234567"}],
                },
                {
                    "@type": "PostalAddress",
                    "@id": "#where",
                    "streetAddress": "Ring 1",
                    "addressLocality": "Wien",
                    "addressCountry": {"@type": "Country", "name": "Österreich"},
                },
                {"@type": "Person", "name": "Ada King", "email": "ada@acme.example"},
                {"@type": "Review", "author": {"@type": "Organization", "name": "Other"}},
            ],
        }
    )
    said = {(one.field, one.value, one.of) for one in _read(html)}
    assert said == {
        ("name", "Acme GmbH", ""),
        ("address", "Ring 1, Wien, Österreich", ""),
        ("country", "AT", ""),
        ("phone", "+436641234567", ""),
        ("name", "Other", "author"),
    }


@pytest.mark.parametrize(
    "wrapped",
    [
        "<!--\n{}\n-->",
        "//<![CDATA[\n{}\n//]]>",
        "/*<![CDATA[*/{}/*]]>*/",
        "<![CDATA[{}]]>",
        "\n  // <!-- \n{}\n // -->\n",
        "<!-- {}",
    ],
)
def test_a_script_that_is_hidden_from_old_browsers_is_read(wrapped: str) -> None:
    data = '{"@type": "Organization", "name": "Acme --> Sons"}'
    html = f'<script type="application/ld+json">{wrapped.replace("{}", data)}</script>'
    assert _values(html, "name") == ["Acme --> Sons"]


def test_one_faulty_script_takes_no_other_with_it() -> None:
    good = _json_ld({"@type": "Organization", "name": "Acme"})
    html = f'<script type="application/ld+json">{{"a": </script>{good}'
    assert _values(html, "name") == ["Acme"]


def test_links_to_contact_pages_come_first_and_others_not_at_all() -> None:
    tree = tree_of(
        b"""<a href="/about-us">Who we are</a><a href="/impressum.html">x</a><a href=/shop>Shop</a>
        <a href="/de/%C3%BCber-uns">mehr</a><a href="/p/7">Nous contacter</a>
        <a href="#contact">Contact</a>
        <a href="https://other.example/contact">Contact</a><a href="/contact.pdf">Contact</a>
        <a href="https://www.acme.example/kontakt">Kontakt</a><a href="mailto:a@b.example">contact</a>
        <a href="/contactless-cards">Cards</a><a href="/p/8">Quienes somos</a>"""
    )
    assert tree is not None
    places = contact_places(tree, Place.read("https://acme.example/"))
    assert [place.path for place in places] == [
        *("/kontakt", "/p/7", "/impressum.html", "/about-us", "/de/%C3%BCber-uns", "/p/8")
    ]


def test_links_start_where_the_page_says() -> None:
    tree = tree_of(b'<head><base href="/de/"></head><a href="kontakt">Kontakt</a>')
    assert tree is not None
    (place,) = contact_places(tree, Place.read("https://acme.example/"))
    assert place.path == "/de/kontakt"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("Büro: büro".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        (b'<meta charset="windows-1252">B\xfcro: b\xfcro', ""),
        ("Büro: büro".encode(), "text/html; charset=no-such-one"),
        ("Büro: büro".encode("utf-16"), "text/html"),
        (b"B\xfcro: b\xfcro", ""),
        ('<?xml version="1.0" encoding="utf-8"?><p>Büro: büro'.encode(), "text/html"),
    ],
)
def test_a_page_is_read_in_its_own_encoding(body: bytes, kind: str) -> None:
    tree = tree_of(body, kind)
    assert tree is not None
    assert "Büro: büro" in "".join(tree.itertext())


_PIECES = [
    "<a href='/contact'>", "<div>", "<p>a", "<b>", "<i itemscope>", "<i itemprop=a>",
    "<i itemscope itemprop=a>", "<i itemscope itemref='a a a'>", "<i id=a itemprop=b>",
    "a@b.example ", "a AT b DOT c ", "(at)", "@", "0664 ", "+43 664 1234567 ", "<script>",
    "<!--", "&amp;", "<a a=", "<table><tr><td>", "fax ", "<svg>", "\0", "<a href=",
    '<script type="application/ld+json">[</script>', "{", "[", '{"@graph":[',
    "<a href='mailto:a@b.example'>", "1:",
]  # fmt: skip


@pytest.mark.parametrize("piece", _PIECES)
def test_the_time_is_in_proportion_to_a_hostile_page(piece: str) -> None:
    def read(characters: int) -> None:
        tree = tree_of((piece * (characters // len(piece))).encode())
        if tree is not None:
            contacts_of(tree, _URL, "acme.example", "AT")
            contact_places(tree, Place.read(_URL))

    assert grows_in_proportion(read, 400_000)


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=20)), max_size=40))
def test_any_page_is_read(pieces: list[str]) -> None:
    tree = tree_of("".join(pieces).encode("utf-8", "replace"))
    if tree is not None:
        contacts_of(tree, _URL, "acme.example", "AT")
        contact_places(tree, Place.read(_URL))


_PROPERTY, _PLACE = "<i itemprop=a>x</i>", {"@id": "a", "@type": "Place", "address": {"@id": "a"}}
_DATA = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("html", "most"),
    [
        (lambda n: "<div itemscope>" + "<i itemprop=a>" * 200 + "x" * n, 1_900_000),
        (lambda n: "<div itemscope itemprop=a>" * 240 + _PROPERTY * n, 1_400),
        (
            lambda n: (
                "<div itemscope itemref='r r r r'></div>" * 24 + f"<div id=r>{_PROPERTY * n}</div>"
            ),
            1_400,
        ),
        (lambda n: "<div itemscope id=r itemref=r>" * 50 + _PROPERTY * n, 1_400),
        (lambda n: _json_ld({"@graph": [_PLACE] * n}), 9_000),
        (lambda n: _DATA.format("[" * n), 300_000),
        (lambda n: _DATA.format('{"a":' * n), 80_000),
        (lambda n: _DATA.format("/*" * n), 190_000),
    ],
)
def test_the_time_is_in_proportion_to_hostile_structured_data(
    html: Callable[[int], str], most: int
) -> None:
    def read(size: int) -> None:
        tree = tree_of(html(size).encode())
        assert tree is not None
        contacts_of(tree, _URL, "acme.example", "AT")

    assert grows_in_proportion(read, most)

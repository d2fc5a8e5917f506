"""A mail of the company to a person, as plain text and as HTML, from its sender's words. Pure.

HTML mail is a page of 1999: tables, styles on the elements, and media queries for the programs that know
them (dark mode, phones). Nothing is loaded from elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from string import Template
from typing import TYPE_CHECKING

from baton.core.packaged_yaml import packaged_text

if TYPE_CHECKING:
    from baton.core.settings import Settings

_PLAIN_COLOUR = "#3b5b7a"


@dataclass(frozen=True, slots=True)
class Company:
    """Who writes. ``name`` is the company's, ``signature`` a person's or a team's, ``address`` the
    postal address, both with semicolons or line breaks between their lines, ``colour`` the brand's,
    ``inbox`` where answers go if not to the sender.
    """

    name: str = ""
    signature: str = ""
    address: str = ""
    colour: str = ""
    inbox: str = ""

    @classmethod
    def of(cls, settings: "Settings") -> "Company":
        """The company of a deployment."""
        return cls(
            name=settings.company,
            signature=settings.signature,
            address=settings.postal_address,
            colour=settings.brand_colour,
            inbox=settings.inbox_address,
        )

    def signed(self, team: str) -> tuple[str, ...]:
        """The lines under the closing: the signature, else the ``team``, then the company."""
        lines = _lines(self.signature) or (team,)
        return lines if not self.name or self.name in lines else (*lines, self.name)

    @property
    def address_lines(self) -> tuple[str, ...]:
        """The postal address by line."""
        return _lines(self.address)


def letter_text(
    body: str, signature: Sequence[str], told: Sequence[str], foot: Sequence[str]
) -> str:
    """The mail as plain text: ``told`` are paragraphs below the signature, ``foot`` the last lines."""
    return (
        "\n\n".join((body.strip(), "\n".join(signature), *told, "-- \n" + "\n".join(foot))) + "\n"
    )


@dataclass(frozen=True, slots=True)
class LetterParts:
    """What stands around the body: ``signature`` by line, ``told`` below it, and the ``foot``, whose
    lines are HTML already. A line of the body that is one of ``links`` leads there.
    """

    signature: Sequence[str]
    foot: Iterable[str]
    told: Sequence[str] = ()
    links: Sequence[str] = ()


def letter_html(
    language: str, subject: str, body: str, company: Company, parts: LetterParts
) -> str:
    """The mail as an HTML page; every word of it but the foot is escaped here."""
    header = (
        f'<p class="company" style="margin:0 0 20px;font-size:15px;font-weight:600;color:#1d2129;">'
        f"{escape(company.name)}</p>\n"
    )
    told = (
        f'<br><span style="font-size:13px;color:#5c6470;">{escape(one)}</span>'
        for one in parts.told
    )
    return _page().substitute(
        language=language,
        subject=escape(subject),
        colour=escape(company.colour or _PLAIN_COLOUR),
        header=header if company.name else "",
        body="\n".join(_blocks(body, parts.links)),
        signature="<br>".join((*map(escape, parts.signature), *told)),
        footer="<br>\n".join(filter(None, parts.foot)),
    )


def address_html(company: Company) -> str:
    """The company's postal address in a line of HTML."""
    return " · ".join(map(escape, company.address_lines))


def _blocks(body: str, links: Sequence[str]) -> Iterable[str]:
    """Paragraphs and lists. A line that begins with a dash or a number and a full stop is a point."""
    for block in filter(None, (part.strip() for part in body.split("\n\n"))):
        lines = block.split("\n")
        if all(line.startswith("- ") for line in lines):
            yield _list("ul", [line[2:] for line in lines])
        elif all(line[:1].isdigit() and ". " in line[:4] for line in lines):
            yield _list("ol", [line.partition(". ")[2] for line in lines])
        else:
            yield f'<p style="margin:0 0 14px;">{"<br>".join(_line(one, links) for one in lines)}</p>'


def _line(line: str, links: Sequence[str]) -> str:
    text = escape(line)
    return f'<a href="{text}" style="color:#1a5fb4;">{text}</a>' if line in links else text


def _list(tag: str, points: list[str]) -> str:
    items = "".join(f'<li style="margin:0 0 6px;">{escape(point)}</li>' for point in points)
    return f'<{tag} style="margin:0 0 14px;padding-left:22px;">{items}</{tag}>'


def _lines(text: str) -> tuple[str, ...]:
    parts = text.replace("\\n", "\n").replace(";", "\n").split("\n")
    return tuple(part.strip() for part in parts if part.strip())


@cache
def _page() -> Template:
    return Template(packaged_text(__package__, "letter.html"))

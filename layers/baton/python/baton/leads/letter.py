"""A mail to a person as it goes out: the text of a plan with the company's name, signature and postal
address, and one way out of the list, as plain text and as HTML. Pure.

HTML mail is a page of 1999: tables, styles on the elements, and media queries for the programs that know
them (dark mode, phones). Nothing is loaded from elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

from baton.leads.reading.language import Language

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


@dataclass(frozen=True, slots=True)
class Notice:
    """What a mail says besides of how its reader's address came to us: ``paragraphs`` under the
    signature, and ``because`` in the place of the line that says why it came.
    """

    paragraphs: tuple[str, ...]
    because: str


def as_text(
    body: str, company: Company, language: Language, link: str, notice: Notice | None = None
) -> str:
    """The mail as plain text. ``link`` leaves the list; with none, nothing is said of one."""
    words = _words()[language]
    signature = "\n".join((words["closing"], *company.signed(words["team"])))
    foot = [*_lines(company.address), notice.because if notice else words["because"]]
    if link:
        foot.append(words["leave_text"].format(link=link))
    told = notice.paragraphs if notice else ()
    return "\n\n".join((body.strip(), signature, *told, "-- \n" + "\n".join(foot))) + "\n"


def to_customers(language: Language) -> Notice:
    """What a mail to a customer says of why it came."""
    return Notice((), _words()[language]["customer"])


def as_html(  # noqa: PLR0917 (the parts of a letter)
    subject: str,
    body: str,
    company: Company,
    language: Language,
    link: str,
    notice: Notice | None = None,
) -> str:
    """The mail as an HTML page; every word of it is escaped."""
    words = _words()[language]
    signature = (words["closing"], *company.signed(words["team"]))
    because = notice.because if notice else words["because"]
    foot = [" · ".join(map(escape, _lines(company.address))), escape(because)]
    if link:
        # Not to be counted as a click of interest, nor to be led over another host.
        style = "color:#5c6470;text-decoration:underline;"
        foot.append(
            f'<a href="{escape(link)}" style="{style}" ses:no-track>{escape(words["leave"])}</a>'
        )
    header = (
        f'<p class="company" style="margin:0 0 20px;font-size:15px;font-weight:600;color:#1d2129;">'
        f"{escape(company.name)}</p>\n"
    )
    return _page().substitute(
        language=language.value,
        subject=escape(subject),
        colour=escape(company.colour or _PLAIN_COLOUR),
        header=header if company.name else "",
        body="\n".join(_blocks(body)),
        signature="<br>".join((*map(escape, signature), *_told(notice))),
        footer="<br>\n".join(filter(None, foot)),
    )


def _told(notice: Notice | None) -> Iterator[str]:
    """The paragraphs of a notice, below the signature."""
    for paragraph in notice.paragraphs if notice else ():
        yield f'<br><span style="font-size:13px;color:#5c6470;">{escape(paragraph)}</span>'


def _blocks(body: str) -> Iterator[str]:
    """Paragraphs and lists. A line that begins with a dash or a number and a full stop is a point."""
    for block in filter(None, (part.strip() for part in body.split("\n\n"))):
        lines = block.split("\n")
        if all(line.startswith("- ") for line in lines):
            yield _list("ul", [line[2:] for line in lines])
        elif all(line[:1].isdigit() and ". " in line[:4] for line in lines):
            yield _list("ol", [line.partition(". ")[2] for line in lines])
        else:
            yield f'<p style="margin:0 0 14px;">{"<br>".join(map(escape, lines))}</p>'


def _list(tag: str, points: list[str]) -> str:
    items = "".join(f'<li style="margin:0 0 6px;">{escape(point)}</li>' for point in points)
    return f'<{tag} style="margin:0 0 14px;padding-left:22px;">{items}</{tag}>'


def _lines(text: str) -> tuple[str, ...]:
    parts = text.replace("\\n", "\n").replace(";", "\n").split("\n")
    return tuple(part.strip() for part in parts if part.strip())


@cache
def _page() -> Template:
    return Template(files(__package__).joinpath("letter.html").read_text(encoding="utf-8"))


@cache
def _words() -> Mapping[Language, Mapping[str, str]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files(__package__).joinpath("letter.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506
    return {Language(code): words for code, words in found.items()}

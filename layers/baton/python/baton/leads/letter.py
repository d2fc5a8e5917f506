"""A mail to a person as it goes out: the text of a plan with the company's name, signature and postal
address, and one way out of the list, as plain text and as HTML. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from baton.core.packaged_yaml import packaged_yaml
from baton.leads.reading.language import Language
from baton.pages.letter import Company, LetterParts, address_html, letter_html, letter_text


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
    foot = [*company.address_lines, notice.because if notice else words["because"]]
    if link:
        foot.append(words["leave_text"].format(link=link))
    told = notice.paragraphs if notice else ()
    return letter_text(body, (words["closing"], *company.signed(words["team"])), told, foot)


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
    foot = [address_html(company), escape(notice.because if notice else words["because"])]
    if link:
        # Not to be counted as a click of interest, nor to be led over another host.
        style = "color:#5c6470;text-decoration:underline;"
        foot.append(
            f'<a href="{escape(link)}" style="{style}" ses:no-track>{escape(words["leave"])}</a>'
        )
    parts = LetterParts(
        signature=(words["closing"], *company.signed(words["team"])),
        told=notice.paragraphs if notice else (),
        foot=foot,
    )
    return letter_html(language.value, subject, body, company, parts)


@cache
def _words() -> Mapping[Language, Mapping[str, str]]:

    found: dict[str, Any] = packaged_yaml(__package__, "letter.yaml")
    return {Language(code): words for code, words in found.items()}

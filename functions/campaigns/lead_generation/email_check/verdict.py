"""Whether an address can be written to, from its form, its domain and what is known of both. Pure.

``valid`` means: a form that people use, at a domain that takes mail. Whether the mailbox exists, or
the domain takes mail for every name (catch-all), only a server on port 25 could say, which is
closed on AWS: that stays unknown, and is told so with every address.
"""

from collections.abc import Sequence
from enum import StrEnum

from baton.core.contract import Contract
from functions.campaigns.lead_generation.email_check.mail_domains import MailDomains
from functions.campaigns.lead_generation.email_check.syntax import Address


class Verdict(StrEnum):
    """What may be done with an address."""

    VALID = "valid"
    RISKY = "risky"
    """mail may go astray, or reach nobody"""
    INVALID = "invalid"
    """there is nobody"""
    UNKNOWN = "unknown"
    """nobody could be asked; it may be asked again"""


class Mail(StrEnum):
    """What the domain name system says of mail to a domain."""

    TAKES = "takes"
    NO_MX = "no_mx"
    """only a host, which by RFC 5321 (5.1) is tried as well; few such hosts take mail"""
    REFUSES = "refuses"
    """null MX (RFC 7505)"""
    NO_SERVER = "no_server"
    NO_DOMAIN = "no_domain"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


class EmailVerdict(Contract):
    """What was found of an address. ``address`` is the one to write to, with its domain in ASCII
    and small letters. ``reasons`` are sentences for a person, the gravest first. ``is_role`` and
    ``is_free`` lower nothing: a role's address is the one to write to first, and a free one tells
    of no company.
    """

    address: str
    verdict: Verdict
    reasons: tuple[str, ...]
    is_role: bool = False
    is_free: bool = False
    is_disposable: bool = False


_REMARKS = {
    "quoted": "its name is in quotes, which hardly any server takes",
    "comment": "it has spaces or comments, which mail servers do not take",
    "obsolete": "it has a form that is obsolete since 2001",
    "literal": "it has an IP address in place of a domain",
    "not_a_host": "its domain is one that no host can have",
    "too_long": "it is longer than mail servers take",
    "dotless": "its domain has no dot, or ends with digits",
    "beyond_ascii": "its name has letters that only some servers take",
}
_MAIL: dict[Mail, tuple[Verdict, str]] = {
    Mail.TAKES: (Verdict.VALID, "its domain takes mail"),
    Mail.NO_MX: (Verdict.RISKY, "its domain names no mail server, only a host"),
    Mail.REFUSES: (Verdict.INVALID, "its domain says that it takes no mail"),
    Mail.NO_SERVER: (Verdict.INVALID, "its domain has no host that could take mail"),
    Mail.NO_DOMAIN: (Verdict.INVALID, "its domain does not exist"),
    Mail.UNKNOWN: (Verdict.UNKNOWN, "nobody answered whether its domain takes mail"),
    Mail.NOT_ASKED: (Verdict.VALID, "its domain was not asked"),
}
_ORDER = (Verdict.INVALID, Verdict.RISKY, Verdict.UNKNOWN, Verdict.VALID)
"""The gravest first. What is risky by its form stays so whatever a domain would have answered."""

_MAILBOX = "whether the mailbox exists, or the domain takes every name, was not asked"


def no_address(text: str, why: str) -> EmailVerdict:
    """The verdict on a text that is no address; ``why`` follows "it"."""
    return EmailVerdict(address=text[:320], verdict=Verdict.INVALID, reasons=(f"it {why}",))


def judged(address: Address, domain: str, mail: Mail, known: MailDomains) -> EmailVerdict:
    """The verdict on an address with its domain in ASCII."""
    found: list[tuple[Verdict, str]] = [(Verdict.RISKY, _REMARKS[one]) for one in address.remarks]
    disposable = known.is_disposable(domain)
    if disposable:
        found.append((Verdict.RISKY, "its domain gives addresses that are thrown away"))
    found.append(_MAIL[mail])
    if known.is_free(domain):
        found.append((Verdict.VALID, "everybody can have an address at its domain"))
    if known.is_role(address.local):
        found.append((Verdict.VALID, "it is of a task and of no person"))
    found.append((Verdict.VALID, _MAILBOX))
    return EmailVerdict(
        address=f"{address.local}@{domain}",
        verdict=_gravest([verdict for verdict, _ in found]),
        reasons=tuple(why for _, why in sorted(found, key=lambda one: _ORDER.index(one[0]))),
        is_role=known.is_role(address.local),
        is_free=known.is_free(domain),
        is_disposable=disposable,
    )


def _gravest(verdicts: Sequence[Verdict]) -> Verdict:
    return min(verdicts, key=_ORDER.index)

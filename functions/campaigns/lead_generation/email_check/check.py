"""Checks e-mail addresses: their form, and their domain by the domain name system."""

from baton.web.dns_port import Dns, DnsOutcome, RecordKind
from functions.campaigns.lead_generation.email_check.mail_domains import mail_domains
from functions.campaigns.lead_generation.email_check.syntax import (
    Address,
    NotAnAddress,
    Remark,
    read_address,
)
from functions.campaigns.lead_generation.email_check.verdict import (
    EmailVerdict,
    Mail,
    judged,
    no_address,
)

_MOST_KEPT = 10_000
"""Domains whose answer is kept."""

_NO_DOMAIN_TO_ASK = {Remark.LITERAL, Remark.NOT_A_HOST, Remark.DOTLESS, Remark.TOO_LONG}
_HOSTS: tuple[RecordKind, ...] = ("A", "AAAA")


class EmailCheck:
    """Checks addresses. Each domain is asked for once."""

    def __init__(self, dns: Dns) -> None:
        self._dns = dns
        self._kept: dict[str, Mail] = {}

    def check(self, text: str) -> EmailVerdict:
        """What may be done with an address. Never raises."""
        return _checked(text, self)

    def mail_at(self, domain: str) -> Mail:
        """Whether a domain in ASCII takes mail. What is unknown is asked again the next time."""
        found = self._kept.get(domain)
        if found is None:
            found = _mail_at(domain, self._dns)
            if found is not Mail.UNKNOWN and len(self._kept) < _MOST_KEPT:
                self._kept[domain] = found
        return found


def form_of(text: str) -> EmailVerdict:
    """What an address's form alone says: nobody is asked of its domain."""
    return _checked(text, None)


def _checked(text: str, asked: EmailCheck | None) -> EmailVerdict:
    try:
        address = read_address(text)
        domain = _ascii_domain(address)
    except NotAnAddress as error:
        return no_address(text, str(error))
    may_ask = _NO_DOMAIN_TO_ASK.isdisjoint(address.remarks)
    mail = asked.mail_at(domain) if asked and may_ask else Mail.NOT_ASKED
    return judged(address, domain, mail, mail_domains())


def _ascii_domain(address: Address) -> str:
    """The domain in ASCII and small letters. Raises ``NotAnAddress`` for one that no registry gives."""
    if not _NO_DOMAIN_TO_ASK.isdisjoint(address.remarks):
        return address.domain.lower()
    return _registered(address.domain)


def _registered(domain: str) -> str:
    """A domain by email-validator's rules: IDNA 2008, and no name of a special use (RFC 6761)."""
    import email_validator

    try:
        found = email_validator.validate_email(f"a@{domain}", check_deliverability=False)
    except email_validator.EmailNotValidError:
        raise NotAnAddress("has a domain that nobody can register") from None
    return str(found.ascii_domain).lower()


def _mail_at(domain: str, dns: Dns) -> Mail:
    servers = dns.look_up(domain, "MX")
    match servers.outcome:
        case DnsOutcome.FOUND:
            return Mail.TAKES if any(servers.values) else Mail.REFUSES
        case DnsOutcome.NO_NAME:
            return Mail.NO_DOMAIN
        case DnsOutcome.UNKNOWN:
            return Mail.UNKNOWN
    hosts = [dns.look_up(domain, kind).outcome for kind in _HOSTS]
    if DnsOutcome.FOUND in hosts:
        return Mail.NO_MX
    return Mail.UNKNOWN if DnsOutcome.UNKNOWN in hosts else Mail.NO_SERVER

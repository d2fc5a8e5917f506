"""Whether a text is an e-mail address, and how far it is from one that people use. Pure.

The grammar is that of RFC 5322 with its obsolete forms, RFC 5321 for lengths and address literals,
and RFC 6531/6532 for letters beyond ASCII. email-validator knows only addresses that are in use,
and calls a quoted name or a comment as wrong as a missing ``@``; here a legal address is told from
an illegal one. The text is read once, from left to right.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

MOST_CHARACTERS = 1_000
"""Of a text that is read; longer ones are no addresses."""

_LOCAL, _LABEL, _DOMAIN, _WHOLE = 64, 63, 255, 254
"""The most octets of a local part, a label, a domain (RFC 5321, 4.5.3.1) and an address (RFC 3696,
erratum 1690)."""

_FOLD = re.compile(r"(?:\r\n[ \t]|[ \t])+")
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+")
_HOST_LABEL = re.compile(r"[A-Za-z0-9\x80-\U0010ffff-]+")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)")
_GROUP = re.compile(r"[0-9a-fA-F]{1,4}")
_GROUPS = 8


class Remark(StrEnum):
    """Why a legal address is not one that people use."""

    QUOTED = "quoted"
    """its name is in quotes (RFC 5321, 4.1.2: such names should not be given to mailboxes)"""
    COMMENT = "comment"
    """spaces or comments, which mail servers do not take"""
    OBSOLETE = "obsolete"
    """a form that RFC 5322 lets be read and forbids to be written"""
    LITERAL = "literal"
    """an IP address in place of a domain"""
    NOT_A_HOST = "not_a_host"
    """a domain that no host can have, or an address literal that is none"""
    TOO_LONG = "too_long"
    """longer than mail servers take"""
    DOTLESS = "dotless"
    """a top-level domain, or one of digits only"""
    BEYOND_ASCII = "beyond_ascii"
    """a name with letters that only servers with SMTPUTF8 take"""


@dataclass(frozen=True, slots=True)
class Address:
    """A legal address without comments and spaces; its domain as it was written. ``remarks`` say what is
    unusual, in the order in which it was met.
    """

    local: str
    domain: str
    remarks: tuple[Remark, ...]


class NotAnAddress(ValueError):
    """The text is no e-mail address; the message says why, in words that follow "it"."""


def read_address(text: str) -> Address:
    """The address that a text is. Raises ``NotAnAddress``."""
    if len(text) > MOST_CHARACTERS:
        raise NotAnAddress(f"has more than {MOST_CHARACTERS:,} characters")
    return _Reader(text).address()


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0
    remarks: dict[Remark, None] = field(default_factory=dict)

    def address(self) -> Address:
        local = self._local()
        if not self._take("@"):
            raise NotAnAddress("has no @ after its name")
        self._spaces(near_at=True)
        literal = self._here() == "["
        domain = self._literal() if literal else self._domain()
        if self.at < len(self.text):
            raise NotAnAddress(f"goes on after its domain, at character {self.at + 1}")
        self._lengths(local, domain, literal=literal)
        return Address(local, domain, tuple(self.remarks))

    # The parts of an address.

    def _local(self) -> str:
        parts: list[str] = []
        quoted = 0
        while True:
            spaced = self._spaces()
            if spaced and parts:
                self._remark(Remark.OBSOLETE)
            is_quoted = self._here() == '"'
            quoted += is_quoted
            parts.append(self._quoted() if is_quoted else self._atom("name"))
            if self._spaces():
                self._remark(Remark.OBSOLETE)  # also before the @
            if not self._take("."):
                break
        if quoted and len(parts) > 1:
            self._remark(Remark.OBSOLETE)
        return ".".join(parts)

    def _domain(self) -> str:
        labels: list[str] = []
        while True:
            if self._spaces() and labels:
                self._remark(Remark.OBSOLETE)
            label = self._atom("domain")
            if label[0] == "-" or label[-1] == "-":
                raise NotAnAddress("has a domain with a hyphen at the end of a label")
            labels.append(label)
            spaced = self._spaces()
            if not self._take("."):
                break
            if spaced:
                self._remark(Remark.OBSOLETE)
        if not all(map(_HOST_LABEL.fullmatch, labels)):
            self._remark(Remark.NOT_A_HOST)
        elif len(labels) == 1 or labels[-1].isdigit():
            self._remark(Remark.DOTLESS)
        return ".".join(labels)

    def _literal(self) -> str:
        begin = self.at
        self.at += 1
        while self._here() != "]":
            here = self._here()
            if here == "":
                raise NotAnAddress("has an address literal that is not closed")
            if here == "[" or ord(here) > 0x7F:  # noqa: PLR2004 (ASCII)
                raise NotAnAddress("has a sign in its address literal that may not be there")
            if here == "\\":
                self._pair()
                self._remark(Remark.OBSOLETE)
            elif here in " \t\r":
                self._fold()
            else:
                self.at += 1
        self.at += 1
        literal = self.text[begin : self.at]
        self._remark(Remark.LITERAL if _is_address(literal[1:-1]) else Remark.NOT_A_HOST)
        self._spaces()
        return literal

    # The pieces of a part.

    def _atom(self, where: str) -> str:
        found = _ATOM.match(self.text, self.at)
        if found is None:
            here = self._here()
            what = f"has {here!r}" if here else "ends"
            raise NotAnAddress(f"{what} where its {where} should go on")
        self.at = found.end()
        return found[0]

    def _quoted(self) -> str:
        self._remark(Remark.QUOTED)
        begin = self.at
        self.at += 1
        while self._here() != '"':
            here = self._here()
            if here == "":
                raise NotAnAddress("has a name in quotes that are not closed")
            if here == "\\":
                self._pair()
            elif here in " \t\r":
                self._fold()
            elif here in "\n\0":
                raise NotAnAddress("has a line feed or NUL in its name")
            else:
                if _is_control(here):
                    self._remark(Remark.OBSOLETE)
                self.at += 1
        self.at += 1
        return self.text[begin : self.at]

    def _pair(self) -> None:
        escaped = self.text[self.at + 1 : self.at + 2]
        if not escaped:
            raise NotAnAddress("ends with a backslash")
        if ord(escaped) > 0x7F:  # noqa: PLR2004 (ASCII)
            raise NotAnAddress("has a backslash before a letter beyond ASCII")
        if _is_control(escaped):
            self._remark(Remark.OBSOLETE)
        self.at += 2

    def _spaces(self, *, near_at: bool = False) -> bool:
        """Goes over spaces and comments; whether there were any."""
        begin = self.at
        while True:
            here = self._here()
            if here == "(":
                self._comment()
            elif here in {" ", "\t", "\r"}:
                self._fold()
            else:
                break
        if self.at > begin:
            self._remark(Remark.OBSOLETE if near_at else Remark.COMMENT)
        return self.at > begin

    def _fold(self) -> None:
        found = _FOLD.match(self.text, self.at)
        if found is None or self.text.startswith("\r", found.end()):
            raise NotAnAddress("has a line end that no space follows")
        if found[0].count("\r\n") > 1:
            self._remark(Remark.OBSOLETE)
        self.at = found.end()

    def _comment(self) -> None:
        depth = 0
        while True:
            here = self._here()
            if here == "":
                raise NotAnAddress("has a comment that is not closed")
            if here == "\\":
                self._pair()
                continue
            if here in " \t\r":
                self._fold()
                continue
            if here in "\n\0":
                raise NotAnAddress("has a line feed or NUL in a comment")
            if _is_control(here):
                self._remark(Remark.OBSOLETE)
            self.at += 1
            depth += (here == "(") - (here == ")")
            if depth == 0:
                return

    def _lengths(self, local: str, domain: str, *, literal: bool) -> None:
        octets = len(local.encode("utf-8", "surrogatepass"))
        labels = () if literal else domain.split(".")
        if (
            octets > _LOCAL
            or len(domain) > _DOMAIN
            or octets + 1 + len(domain) > _WHOLE
            or any(len(label) > _LABEL for label in labels)
        ):
            self._remark(Remark.TOO_LONG)
        if not local.isascii():
            self._remark(Remark.BEYOND_ASCII)

    def _here(self) -> str:
        return self.text[self.at : self.at + 1]

    def _take(self, sign: str) -> bool:
        if self._here() != sign:
            return False
        self.at += 1
        return True

    def _remark(self, remark: Remark) -> None:
        self.remarks[remark] = None


def _is_control(sign: str) -> bool:
    return (ord(sign) < 0x20 and sign != "\t") or ord(sign) == 0x7F  # noqa: PLR2004 (ASCII)


def _is_address(text: str) -> bool:
    """Whether an address literal is one of IPv4 or IPv6, as RFC 5321 (4.1.3) writes them."""
    if not text.startswith("IPv6:"):
        return bool(_IPV4.fullmatch(text))
    bare = text.removeprefix("IPv6:")
    head, _, last = bare.rpartition(":")
    if _IPV4.fullmatch(last):
        bare = f"{head}:0:0"
    before, double, after = bare.partition("::")
    groups = [*_groups(before), *_groups(after)] if double else _groups(bare)
    if not all(map(_GROUP.fullmatch, groups)):
        return False
    return len(groups) < _GROUPS if double else len(groups) == _GROUPS


def _groups(text: str) -> list[str]:
    return text.split(":") if text else []

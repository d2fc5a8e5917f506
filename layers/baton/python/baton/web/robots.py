"""What a site's robots.txt lets a crawler do (RFC 9309). Pure.

``protego`` matches the paths. Which lines are those of a crawler is decided here, since it differs
from the standard and from Google's parser in three ways: it lets a line that it does not know end a
group of crawlers, it takes any beginning of a crawler's name for the name, and it decodes ``%62``
into ``b`` before it compares. Its ``Crawl-delay``, which is in no standard, is read as well.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

MOST_BYTES = 512_000
"""Of a robots.txt; what comes after is not read (RFC 9309, 2.5: at least 500 KiB)."""

_LONGEST_LINE = 16_663
"""Characters of a line; Google's parser drops the rest of a longer one."""

_LINE_ENDS = re.compile(r"\r\n|\n|\r")
_NAME = re.compile(r"[a-z_-]*", re.IGNORECASE)
"""A crawler's name ends at the first character that is none of a name's (RFC 9309, 2.2.1)."""

_AGENT = ("user-agent", "useragent", "user agent")
_DISALLOW = ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw")
_ALLOW = ("allow",)
_DELAY = ("crawl-delay", "crawl delay", "crawldelay")
_EVERYBODY = "*"
_FORBIDDEN_ALL = "User-agent: *\nDisallow: /"


class RobotsAnswer(StrEnum):
    """What a site's answer to the request for its robots.txt means."""

    RULES = "rules"
    """there is one"""
    NONE = "none"
    """there is none, so everything may be read"""
    CLOSED = "closed"
    """nobody may look, or not so often: nothing is read"""
    ILL = "ill"
    """the server is: nothing is read now"""


def answer_of(status: int) -> RobotsAnswer:
    """What a status means. RFC 9309 (2.3.1.3) lets a crawler read everything after any status from 400
    to 499; whoever answers 401 or 403 wants no strangers, and 429 asks to wait, so that those close the
    site. A redirect that led nowhere is as if there were none.
    """
    if status in {401, 403, 429}:
        return RobotsAnswer.CLOSED
    if status >= 500:  # noqa: PLR2004 (faults of the server)
        return RobotsAnswer.ILL
    return RobotsAnswer.RULES if 200 <= status < 300 else RobotsAnswer.NONE  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class _Line:
    kind: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of a site for one crawler. ``delay`` is in seconds between two requests."""

    _paths: str
    delay: float | None

    @classmethod
    def read(cls, text: str, agent: str) -> Self:
        """The rules of a robots.txt for the crawler of that name (its product token, as ``Baton``)."""
        own, everybody, named = _rules_for(text[:MOST_BYTES], agent)
        rules = own if named else everybody
        paths = [f"{line.kind[0]}: {line.value}" for line in rules if line.kind is not _DELAY]
        delays = (_seconds(line.value) for line in rules if line.kind is _DELAY)
        delay = max((one for one in delays if one is not None), default=None)
        return cls("\n".join(["user-agent: *", *paths]), delay)

    @classmethod
    def everything(cls) -> Self:
        """The rules of a site that has none."""
        return cls("", None)

    @classmethod
    def nothing(cls) -> Self:
        """The rules of a site that is closed."""
        return cls(_FORBIDDEN_ALL, None)

    def allow(self, url: str) -> bool:
        """Whether an address, with its path in ASCII, may be read."""
        from protego import Protego

        return bool(Protego.parse(self._paths).can_fetch(url.replace("%", "%25"), _EVERYBODY))


def _rules_for(text: str, agent: str) -> tuple[list[_Line], list[_Line], bool]:
    """The rules of the groups that name the crawler, those for everybody, and whether any names it."""
    own: list[_Line] = []
    everybody: list[_Line] = []
    named, groups, in_names = False, set[str](), False
    for line in _lines(text):
        if line.kind is _AGENT:
            groups = set() if not in_names else groups
            in_names = True
            groups.add(_name_of(line.value))
            named = named or agent.lower() in groups
        else:
            in_names = in_names and line.kind is _DELAY  # only paths end the list of names
            if agent.lower() in groups:
                own += _as_rules(line)
            if _EVERYBODY in groups:
                everybody += _as_rules(line)
    return own, everybody, named


def _name_of(value: str) -> str:
    if value[:1] == _EVERYBODY and (len(value) == 1 or value[1].isspace()):
        return _EVERYBODY
    found = _NAME.match(value)
    return found[0].lower() if found else ""


def _as_rules(line: _Line) -> Sequence[_Line]:
    """A rule as ``protego`` is to match it: a percent sign only matches itself, and what allows a
    folder's index allows the folder.
    """
    if line.kind is _DELAY:
        return (line,)
    if not line.value:
        return ()
    value = _escaped(line.value)
    folder, slash, page = value.rpartition("/")
    if line.kind is _ALLOW and slash and page.startswith("index.htm"):
        return (_Line(line.kind, value), _Line(line.kind, f"{folder}/$"))
    return (_Line(line.kind, value),)


def _escaped(path: str) -> str:
    """A path's letters beyond ASCII as percent signs and capitals, and its percent signs once more,
    so that ``protego`` decodes nothing that the address does not have.
    """
    bare = re.sub("%[0-9a-fA-F]{2}", lambda found: found[0].upper(), path)
    ascii_only = re.sub(
        r"[^\x00-\x7f]+",
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")),
        bare,
    )
    return ascii_only.replace("%", "%25")


def _lines(text: str) -> Iterator[_Line]:
    """The lines that are of crawlers' rules, in their order. Others are as if they were not there."""
    for line in _LINE_ENDS.split(text.lstrip("\ufeff\ufffdï»¿")):
        bare = line[:_LONGEST_LINE].partition("#")[0].strip()
        field, colon, value = bare.partition(":")
        if not colon:
            words = bare.split()
            if len(words) != 2:  # noqa: PLR2004 (a name and its value, with the colon forgotten)
                continue
            field, value = words
        name = field.strip().lower()
        for kind in (_AGENT, _DISALLOW, _ALLOW, _DELAY):
            if name.startswith(kind):
                yield _Line(kind, value.strip())
                break


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None

"""Which callers of an experiment are programs, by what they call themselves. Pure."""

import re

_NAMES = (
    # programs say whom to complain to; browsers do not
    "https?:",
    r"www\.|@",
    # old browsers were compatible too
    r"compatible(?!; (?:msie|konqueror))",
    # crawlers call themselves so; a make of phones (Cubot) does too
    r"(?<!cu)bot(?![a-z])",
    "crawl",
    "spider",
    "slurp",
    "scrap[ey]",
    "archive",
    "indexer",
    r"\bgoogle-|googleother",
    "feed",
    r"check(?:er)?/",
    "scan",
    "fetch",
    "synthetic",
    # previews of links, and scanners of mail
    "externalhit",
    "preview",
    "whatsapp/",
    "skypeuri",
    "embedly",
    "proofpoint",
    "barracuda",
    "mimecast",
    # browsers without anybody before them
    "headless",
    "phantomjs",
    "puppeteer",
    "playwright",
    "selenium",
    "lighthouse",
    "pagespeed",
    # checks of availability
    "pingdom",
    "uptime",
    "monitor",
    "healthcheck",
    "validator",
    # libraries
    "python",
    "curl/",
    "wget",
    "libwww",
    "httpclient",
    "http-client",
    "axios",
    "guzzle",
    "postman",
    "apachebench",
    r"^java/",
    r"^ruby",
    "mediapartners",
)
_BOT = re.compile("|".join(_NAMES), re.IGNORECASE)


def is_bot(user_agent: str) -> bool:
    """Whether a user agent (RFC 9110, 10.1.5) names a program that nobody sits before.

    It finds those that do not hide; what hides is told by ``bot``, or excluded when it is found.
    """
    return _BOT.search(user_agent) is not None

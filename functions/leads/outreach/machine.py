"""Opens and clicks that no person made (requirement A7). Pure.

Image proxies fetch what is in a mail when it comes, and scanners follow its links before its reader sees
them. Both are known by what they call themselves, and by being there within seconds.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

_BY_NAME = re.compile(
    r"googleimageproxy|ggpht\.com|yahoomailproxy|imageproxy|image[ _-]?proxy|safelinks"
    r"|barracuda|proofpoint|mimecast|messagelabs|forcepoint|trendmicro|trend micro|sophos"
    r"|fortinet|fireeye|ironport|zscaler|symantec|bitdefender|kaspersky|cloudmark|vade"
    r"|(?<!cu)bot\b|bots\b|crawl|spider|slurp|scan|preview|prefetch|headless|phantomjs|puppeteer|playwright"
    r"|facebookexternalhit|whatsapp/|slackbot|skypeuri|python|curl/|wget|okhttp|java/|go-http"
    r"|\(compatible; (?!msie)|\+https?://|detector|checker|inspect|fetch|appengine|lighthouse|zgrab"
    r"|libwww|httpclient|axios|node-fetch|apache-httpclient|guzzle|ruby|postman|urlresolver",
    re.IGNORECASE,
)

_BROWSERS = ("mozilla/", "opera/")
"""How every browser calls itself: whoever follows a link and does not is a program."""

_BARE = frozenset({"", "mozilla/5.0", "mozilla/4.0", "-"})
"""What Apple's Mail Privacy Protection, and scanners that hide, send: no browser says so little."""

AT_ONCE: Mapping[str, timedelta] = {"Open": timedelta(seconds=10), "Click": timedelta(seconds=20)}
"""So soon after the mail service took a mail nobody has read it."""


def by_machine(kind: str, detail: Mapping[str, Any]) -> bool:
    """Whether an SES event (``Open`` or ``Click``) was a program's doing. ``detail`` is the event's."""
    told = detail.get(kind.lower())
    if kind not in AT_ONCE or not told:
        return False
    agent = str(told.get("userAgent") or "").strip()
    name = agent.casefold()
    if name in _BARE or _BY_NAME.search(agent[:1_000]):
        return True
    if kind == "Click" and not name.startswith(_BROWSERS):
        return True
    happened = _moment(told.get("timestamp"))
    taken = _moment((detail.get("mail") or {}).get("timestamp"))
    return happened is not None and taken is not None and happened - taken < AT_ONCE[kind]


def _moment(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None

"""What somebody wrote themselves: an answer without what it quotes, and without its signature. Pure."""

import re

_QUOTES = re.compile(
    r"^(?:on\b.{4,200}\bwrote:?|am\b.{4,200}\bschrieb\b.{0,120}:?|le\b.{4,200}\ba [eé]crit ?:?"
    r"|el\b.{4,200}\bescribi[oó]:?|il\b.{4,200}\bha scritto:?|op\b.{4,200}\bschreef\b.{0,120}:?)$",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"^(?:-{2,} ?(?:original message|urspr[uü]ngliche nachricht|message d.origine|mensaje original"
    r"|forwarded message)|_{10,}$|(?:from|von|de|sent|gesendet|envoy[eé]|enviado) ?: .{3,}"
    r"|--$|-- $|sent from my |von meinem .{2,30} gesendet|gesendet von |envoy[eé] de(?:puis)? mon "
    r"|enviado desde mi )",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """The lines above whatever is quoted or signed."""
    kept: list[str] = []
    lines = text.split("\n")
    for place, line in enumerate(lines):
        shown = line.strip()
        following = lines[place + 1].strip() if place + 1 < len(lines) else ""
        quotes = _QUOTES.match(shown) or (shown and _QUOTES.match(f"{shown} {following}"[:400]))
        if shown.startswith(">") or quotes or _BEGINS.match(shown):
            break
        kept.append(line.rstrip())
    return "\n".join(kept).strip()

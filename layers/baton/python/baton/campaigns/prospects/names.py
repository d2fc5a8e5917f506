"""By what two records are of the same company or person: names and domains in one form. Pure."""

import re
import unicodedata
from urllib.parse import urlsplit

from baton.web.addresses import is_local_name

_FORMS = """
gmbh mbh ag kg kgaa ohg gbr ug ek eg ev se co cokg haftungsbeschrankt gesmbh sarl
ltd limited plc llp lp llc inc incorporated corp corporation company pty pte dac uc lc pc pllc
sa sas sasu eurl sci snc scop srl sprl bvba scrl asbl sl slu sau spa srls sapa lda unipessoal
bv nv vof cv as asa aps ab oy oyj hf ehf ks sro spol zoo sp dd doo kft zrt nyrt bt ooo oao zao
kk gk pvt private bhd sdn jsc pjsc
"""
_LEGAL_FORMS = frozenset(_FORMS.split())
"""Words of legal forms, without full stops. Inside a name they may mean something: only the end goes."""

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_FOLDS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"})
_HOSTS = """
linkedin.com facebook.com instagram.com twitter.com x.com youtube.com google.com sites.google.com
xing.com github.io
"""
_SHARED = frozenset(_HOSTS.split())
"""Hosts at which many have a page: nobody's own domain."""

_LONGEST = 253


def domain_of(text: str | None) -> str | None:
    """The host of an address or domain as ``host_of``; ``None`` also of a host that many share."""
    host = host_of(text)
    return None if host in _SHARED else host


def host_of(text: str | None) -> str | None:
    """The public host of an address or domain in ASCII (punycode), small letters, without ``www.``;
    ``None`` if it is none, a local name or an IP address.
    """
    given = (text or "").strip().strip(".").lower()
    if not given or " " in given:
        return None
    try:
        host = urlsplit(given if "://" in given else f"//{given}").hostname or ""
        ascii_host = host.rstrip(".").encode("idna").decode()
    except (ValueError, UnicodeError):
        return None
    bare = ascii_host.removeprefix("www.")
    labels = bare.split(".")
    well_formed = len(labels) > 1 and all(map(_LABEL.fullmatch, labels))
    if not well_formed or labels[-1].isdigit() or len(bare) > _LONGEST or is_local_name(bare):
        return None
    return bare


def name_key(name: str | None) -> str:
    """A company's name for comparing: letters and digits only, without accents, ``&`` as "and", and
    without the legal form at its end. A name that is nothing but a legal form stays.
    """
    words = _words(re.sub(r"\s*[&+]\s*", " and ", name or ""))
    while words and words[-1] == "and":
        words.pop()
    kept = list(words)
    while len(kept) > 1 and (kept[-1] in _LEGAL_FORMS or kept[-1] == "and"):
        kept.pop()
    if len(kept) > 1 and kept[0] == "the":
        kept = kept[1:]
    return " ".join(kept or words)


def person_key(name: str | None) -> str:
    """A person's name for comparing, in whichever order its parts stand ("Doe, Jane", "Jane Doe")."""
    return " ".join(sorted(_words(name or "")))


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.translate(_FOLDS).casefold())
    letters = "".join(one for one in folded if not unicodedata.combining(one))
    # "G.m.b.H." and "S. A." are one word each.
    joined = re.sub(
        r"\b(?:\w\.\s?){2,}", lambda found: re.sub(r"[.\s]", "", found[0]) + " ", letters
    )
    return re.findall(r"\w+", joined.replace("'", "").replace("\u2019", ""))

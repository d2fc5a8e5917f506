"""The websites of the made-up companies, for the crawlers: by the ``Host`` header, or under
``/websites/<domain>/``. The demo company's own site is in ``samples/company/site``.
"""

import json
from html import escape
from pathlib import Path

from infra.local.lead_sources.accounts import Reply, Request, SourceAccounts
from infra.local.lead_sources.world import Company, by_domain

OWN = "www.tidewater.example"
_PAGES = Path(__file__).resolve().parents[3] / "samples" / "company" / "site"

_TYPES = {"html": "text/html; charset=utf-8", "txt": "text/plain; charset=utf-8"}


def site(domain: str, request: Request, accounts: SourceAccounts) -> Reply:
    """A page of a company's site. Every fifth forbids its contact page to robots, every seventh leads
    to a private address, and every eleventh all robots.
    """
    del accounts
    if domain == OWN:
        return _own(request.path)
    company = by_domain(domain)
    if company is None or "website" not in company.known_to:
        return _page(404, "html", "<h1>Not found</h1>")
    if request.path == "/robots.txt":
        return _page(200, "txt", _robots(company))
    if request.path == "/moved":
        return Reply(302, b"", {"location": "http://169.254.169.254/latest/meta-data/"})
    pages = {"/": _home, "/contact": _contact, "/team": _team, "/imprint": _contact}
    made = pages.get(request.path.rstrip("/") or "/")
    return _page(200, "html", made(company)) if made else _page(404, "html", "<h1>Not found</h1>")


def _own(path: str) -> Reply:
    if path == "/robots.txt":
        return _page(200, "txt", "User-agent: *\nAllow: /\n")
    name = path.strip("/")
    files = {file.relative_to(_PAGES).as_posix(): file for file in _PAGES.rglob("*.html")}
    found = files.get(f"{name}.html") or files.get(f"{name}/index.html".lstrip("/"))
    if found is None:
        return _page(404, "html", "<h1>Not found</h1>")
    return Reply(200, found.read_bytes(), {"content-type": _TYPES["html"]})


def _robots(company: Company) -> str:
    if company.number % 11 == 10:  # noqa: PLR2004
        return "User-agent: *\nDisallow: /\n"
    closed = "Disallow: /contact\n" if company.number % 5 == 4 else "Disallow: /private\n"  # noqa: PLR2004
    return f"User-agent: *\n{closed}"


def _home(company: Company) -> str:
    to_contact = "/moved" if company.number % 7 == 6 else "/contact"  # noqa: PLR2004
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": company.full_name,
        "url": f"https://{company.domain}/",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": company.city,
            "addressCountry": company.country,
        },
    }
    return (
        f"<h1>{escape(company.full_name)}</h1><p>{company.industry.title()} from {company.city}.</p>"
        f'<a href="{to_contact}">Contact</a> <a href="/team">Team</a> <a href="/imprint">Imprint</a>'
        f'<script type="application/ld+json">{json.dumps(data)}</script>'
    )


def _contact(company: Company) -> str:
    return (
        f"<h1>Contact</h1><p>{escape(company.full_name)}, 1 Example Way, {company.city}</p>"
        f'<p><a href="mailto:{company.role}">{company.role}</a></p>'
        f'<p><a href="tel:+442079460{company.number % 1000:03d}">Call us</a></p>'
    )


def _team(company: Company) -> str:
    people = "".join(
        f'<div itemscope itemtype="https://schema.org/Person"><span itemprop="name">{one.first} '
        f'{one.last}</span>, <span itemprop="jobTitle">{one.title.title()}</span></div>'
        for one in company.people
    )
    return f"<h1>Team</h1>{people}"


def _page(status: int, kind: str, text: str) -> Reply:
    whole = text if kind == "txt" else f"<!doctype html><html><body>{text}</body></html>"
    return Reply(status, whole.encode(), {"content-type": _TYPES[kind]})

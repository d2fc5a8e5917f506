"""The console in a browser: its first view, a list of 100,000 leads, and fifty live updates a second."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.benchmarks.console_server import LEADS, ConsoleServer, serving
from tests.benchmarks.report import Figure, Section, at_least, at_most

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SCROLLED = 10_000
"""Rows that are scrolled through: 200 pages."""

MOST_NODES = 10_000
MOST_BLOCKED_MS = 200
FIRST_VIEW_MS = 1_000
VISITS = 5

_WATCHED = """
sessionStorage.setItem("baton.refresh", "kept");
window.blocked = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.blocked = Math.max(window.blocked, one.duration);
}).observe({ type: "longtask", buffered: true });
window.nodes = 0;
setInterval(() => {
  window.nodes = Math.max(window.nodes, document.getElementsByTagName("*").length);
}, 100);
const shown = () => {
  if (document.querySelector("main h1")) window.shown = performance.now();
  else requestAnimationFrame(shown);
};
requestAnimationFrame(shown);
"""
"""Before the page's own code: somebody is signed in; what blocks it and how large it grows is noted."""

_HEARING = """async () => {
  const main = document.querySelector("script[type=module]").src;
  const { hear } = await import(main.replace("main.js", "live.js"));
  window.heard = new Set();
  window.delays = [];
  hear((batch) => {
    const now = Date.now();
    for (const one of batch) { window.heard.add(one.message_id); window.delays.push(now - one.sent_ms); }
  });
}"""


def run() -> Iterator[Section]:
    """Measures all three; a browser must be installed."""
    with serving() as server, _browser() as browser:
        yield _first_view(server, browser)
        yield _list(server, browser)
        yield _live(server, browser)


@contextmanager
def _browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise SystemExit(f"none of {', '.join(BROWSERS)} is installed (apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def _page(server: ConsoleServer, browser: Browser, place: str) -> Iterator[Page]:
    """A page of a browser that has nothing kept."""
    context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 860})
    context.add_init_script(_WATCHED)
    page = context.new_page()
    page.goto(f"{server.url}/console#{place}")
    expect(page.locator("main h1")).to_be_visible()
    yield page
    context.close()


def _noted(page: Page, name: str) -> float:
    return float(page.evaluate(f"() => window.{name}"))


def _first_view(server: ConsoleServer, browser: Browser) -> Section:
    times = []
    for _ in range(VISITS):
        with _page(server, browser, "/leads") as page:
            times.append(_noted(page, "shown"))
    section = Section("The console: first view, nothing kept by the browser")
    middle = sorted(times)[VISITS // 2]
    section.figures.append(at_most(f"median of {VISITS} visits", middle, "ms", FIRST_VIEW_MS))
    return section


def _list(server: ConsoleServer, browser: Browser) -> Section:
    section = Section(f"The console: a list of {LEADS:,} leads")
    server.asked.clear()
    with _page(server, browser, "/leads") as page:
        expect(page.locator("tbody tr").first).to_be_visible()
        asked = server.asked["/api/v1/leads"]
        section.figures.append(at_most("pages that are asked for to show it", asked, "", 2))
        begun = time.perf_counter()
        while (rows := _rows(page)) < SCROLLED:
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            page.wait_for_timeout(10)
        spent = time.perf_counter() - begun
        section.add(f"scrolling through {rows:,} rows", spent, "s")
        section.figures += _calm(page)
        heap = _noted(page, "performance.memory.usedJSHeapSize") / 1e6
        section.add("memory of the page's code then", heap, "MB")
        page.evaluate("scrollTo(0, 0)")
        expect(page.get_by_text("Ada Lindqvist 0", exact=True)).to_be_visible()
        begun = time.perf_counter()
        page.get_by_label("E-mail address").fill(f"{LEADS - 1}@northwind.example")
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"Lindqvist {LEADS - 1}")).to_be_visible()
        found = (time.perf_counter() - begun) * 1000
        section.figures.append(at_most("finding the last by its address", found, "ms", 1_000))
    return section


def _rows(page: Page) -> int:
    """How many rows are loaded, drawn or not."""
    return int(page.locator(".tools p").inner_text().split(" ")[0].replace(",", ""))


def _live(server: ConsoleServer, browser: Browser) -> Section:
    section = Section(
        f"The console: {server.pace:.0f} live updates a second for {server.seconds:.0f} s"
    )
    with _page(server, browser, "/flow") as page:
        page.evaluate(_HEARING)
        wanted = server.pace * server.seconds
        page.wait_for_timeout(server.seconds * 1000)
        while server.said < wanted:
            page.wait_for_timeout(100)
        page.wait_for_timeout(1_000)  # the last of them are handed on
        heard = page.evaluate("() => window.heard.size")
        section.figures.append(at_most("updates that were lost", server.said - heard, "", 0))
        section.figures.append(at_least("updates a second", heard / server.seconds, "", 50))
        delays = sorted(page.evaluate("() => window.delays"))
        section.add("95 % are drawn after at most", delays[int(len(delays) * 0.95)], "ms")
        section.figures += _calm(page)
        section.add("leads that it shows", page.locator(".story li").count(), "")
    return section


def _calm(page: Page) -> list[Figure]:
    return [
        at_most("longest time it is blocked", _noted(page, "blocked"), "ms", MOST_BLOCKED_MS),
        at_most("elements of the page at most", _noted(page, "nodes"), "", MOST_NODES),
    ]

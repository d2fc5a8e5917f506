"""What somebody wrote is shown as text in every view, whatever they wrote, and no link leads to code.

The views are drawn from answers in which every field is there, by the API's own contracts.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.integration.browser.answers import ATTACK, PLAIN, written
from tests.integration.browser.drawn import drawn_for
from tests.integration.browser.test_everybody import FORMS, PIECE_PAGE, PLACES, RUN_PAGE, gone_to

CASES: Mapping[str, Mapping[str, Any]] = {
    "content": {
        "pieces": [
            {
                "piece_id": PLAIN[0],
                "kind": "blog_post",
                "text": [{"name": "title", "text": written("piece_text")}],
                "advice": [{"reason": written("advice")}],
            }
        ]
    },
    "message_set": {
        "segment_id": written("segment"),
        "left_out": [{"customers": 2, "why": written("left_out")}],
        "drafts": [{"subject": written("draft_subject"), "body": written("draft_body")}],
    },
    "support_ticket": {"question": written("question")},
    "lead": {"name": written("case_name"), "facts": [{written("fact"): written("fact_text")}]},
}
"""What is known of a case of each kind: only here contracts leave it open."""

CHANGES: Mapping[str, Mapping[str, Any]] = {
    **{
        f"/api/v1/escalations/{one}": {"subject": one, "case": known}
        for one, known in CASES.items()
    },
    f"/api/v1/gtm/requests/{PLAIN[0]}": {"state": "answered"},
}

SHOWN: Mapping[str, str] = {
    "/": "first_name last_name reason",
    "/cases": "reason",
    "/cases/content": "advice piece_text note reason",
    "/cases/message_set": "draft_body draft_subject left_out segment",
    "/cases/support_ticket": "question text recommendations",
    "/cases/lead": "case_name fact fact_text note",
    "/drafts": "body note subject",
    "/outgoing": "reason",
    "/leads": "company first_name last_name source",
    "/leads/{lead}": "attributes attributes_key body company country email external_id first_name"
    " industry interest job_title last_name message note reason source subject text value",
    "/campaigns": "name platform",
    "/campaigns/{campaign}": "creative external_id name reason text variant",
    RUN_PAGE: "assumption findings goal industries offer",
    PIECE_PAGE: "fix note quote reason text variant",
    "/ask?session={session}": "question suggestions text",
    "/orders": "email",
    "/orders/{order}": "city company declined email name reason street street_more tracking_code why",
    "/products": "title",
    "/products/{product}": "brand description options options_key title",
    "/skus/{sku}": "note options title",
    "/skus/{sku}/price": "code competitor why",
    "/purchases/{purchase}": "made_by why",
    "/prices": "brands categories name segments why",
    "/incidents": "reason runbook source summary",
    "/costs": "reason",
}
"""Fields that a view must show, so that one which shows nothing does not pass."""

SEEN = """() => {
  const every = (what) => [...document.querySelectorAll(what)];
  const told = every("[title], [aria-label]").map((one) => `${one.title}\\n${one.ariaLabel}`);
  const fields = every("input, textarea, option").map((one) => one.value);
  return {
    text: [document.body.textContent, ...fields, ...told].join("\\n"),
    made: every("img, iframe, object, main script, [onerror]").map((one) => one.outerHTML),
    links: every("a").map((one) => one.href).filter((one) => !/^https?:/.test(one)),
    wide: document.documentElement.scrollWidth > innerWidth,
  };
}"""


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_what_somebody_wrote_is_text_in_every_view_and_fits(
    new_page: Callable[..., Page], phone: bool
) -> None:
    page = drawn_for(new_page, "admin", CHANGES, phone=phone)
    wrong = {}
    for place in {**dict.fromkeys(PLACES), **dict.fromkeys(SHOWN)}:
        gone_to(page, re.sub(r"\{\w+\}", PLAIN[0], place))
        must = set(SHOWN.get(place, "").split())
        shown = _shown_when(page, must)
        for button in ("", *FORMS.get(place, ())):
            if button:
                page.get_by_role("button", name=button, exact=True).first.click()
            seen = page.evaluate(SEEN)
            if seen["made"] or seen["links"] or seen["wide"]:
                wrong[f"{place} {button}"] = seen
            if button:
                page.get_by_role("button", name="Cancel").click()
        if missing := must - shown:
            wrong[place] = {"not shown": missing}
    assert not wrong


def _shown_when(page: Page, must: set[str]) -> set[str]:
    """The fields whose markup stands there as it was written, once all that must are."""
    for _ in range(20):
        shown = set(re.findall(f"«([^«»]*)»{re.escape(ATTACK)}", page.evaluate(SEEN)["text"]))
        if must <= shown:
            break
        page.wait_for_timeout(100)
    return {one.replace(" ", "_") for one in shown}

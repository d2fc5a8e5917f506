"""Campaigns are begun, edited and ended on the page; what was written for one is read and decided.

A whole run takes minutes: its texts and its state are answered from the API's own contracts here.
"""

import json
import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from baton.campaigns.content.approval import case_about
from baton.campaigns.content.findings import Check, Severity, TextFinding
from baton.campaigns.content.text import ContentText, Span
from baton.campaigns.parts.content import PieceStatus
from baton.campaigns.run import RunState
from baton.core.clock import now
from baton.core.contract import Contract
from tests.integration.browser.conftest import SignIn
from tests.integration.browser.shop import MARKUP
from tests.integration.wire import CAMPAIGNS, Wire
from tests.unit.campaigns.content.pieces import AD, a_piece
from tests.unit.campaigns.runs import CAMPAIGN, RUN, a_run

CLAIM = TextFinding(
    check=Check.CLAIMS,
    rule="unproven_claim",
    severity=Severity.FAULT,
    reason=f"Nothing says so {MARKUP}",
    fix="Name a source.",
    span=Span(part=0, begin=0, end=4),
)
PIECE = f"{CAMPAIGNS}/{CAMPAIGN}/content/{a_piece().piece_id}"
OTHER = "01JNB3V5QZ8W2Y4X6T7R9P0K1P"


def answering(page: Page, path: str, kept: Contract, after: Contract | None = None) -> list[Any]:
    """Answers a path and those below it; what is sent is noted, and leads to ``after``."""
    sent: list[Any] = []
    documents = [kept, after or kept]

    def answer(route: Route) -> None:
        request = route.request
        if request.method != "GET":
            sent.append((request.method, request.url.partition(path)[2], request.post_data_json))
            sent[-1] += (request.headers.get("if-match"),)
            documents.pop(0)
        route.fulfill(json=json.loads(documents[0].model_dump_json(exclude_none=True)))

    page.route(re.compile(re.escape(path)), answer)
    return sent


def test_a_campaign_is_added_edited_ended_and_taken_up_again(
    signed_in: SignIn, operator: Wire
) -> None:
    page = signed_in("operator", "/campaigns")
    page.get_by_role("link", name="New campaign").first.click()
    page.get_by_label("Who runs it").select_option("elsewhere")
    page.get_by_label("Name").fill(f"Fair {MARKUP}")
    page.get_by_label("Platform").fill("google")
    page.get_by_label("Budget a day").fill("fifty")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_label("Budget a day")).to_be_focused()
    page.get_by_label("Budget a day").fill("50 EUR")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Fair {MARKUP}")
    assert page.locator("main img").count() == 0
    path = f"{CAMPAIGNS}/{page.url.rpartition('/')[2]}"

    page.get_by_role("button", name="Edit").click()
    page.get_by_role("dialog").get_by_label("Budget a day").fill("65.50 EUR")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_text("€65.50")).to_be_visible()
    details = operator.get(path).json()["details"]
    assert (details["daily_budget"]["amount"], details["approval"]) == (6_550, "required")

    page.get_by_role("button", name="End").click()
    page.get_by_role("dialog").get_by_role("button", name="End").click()
    expect(page.get_by_text("ended", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    assert operator.get(path).json()["details"]["status"] == "active"


def test_a_brief_says_what_it_lacks_at_its_fields(signed_in: SignIn) -> None:
    page = signed_in("operator", "/new-campaign")
    page.get_by_label("Name").fill("Pilots")
    page.get_by_label("Goal").fill("Thirty pilots")
    page.get_by_label("Offer").fill("A free pilot")
    page.get_by_label("Budget in all").fill("1 EUR")
    page.get_by_label("From (needed)").fill("2031-03-10")
    page.get_by_label("To (needed)").fill("2031-03-01")
    page.get_by_label("Google").check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("must not be before starts_on")).to_be_visible()
    expect(page.get_by_label("To (needed)")).to_be_focused()


def test_a_text_is_read_with_its_findings_and_approved_by_who_answers_for_them(
    signed_in: SignIn,
) -> None:
    text = ContentText.of(("headline", f"Best {MARKUP}"), *[(o.name, o.text) for o in AD.parts[1:]])
    page = signed_in("operator")
    piece = a_piece(text=text, findings=(CLAIM,))
    sent = answering(page, PIECE, piece, a_piece(version=2, text=text, status=PieceStatus.APPROVED))
    page.goto(page.url.split("#")[0] + f"#/campaigns/{CAMPAIGN}/content/{piece.piece_id}")
    expect(page.locator("mark")).to_have_text("Best")
    expect(page.get_by_text(f"Nothing says so {MARKUP}")).to_be_visible()
    assert page.locator("main img").count() == 0
    page.get_by_role("button", name="Approve").click()
    approve = page.get_by_role("dialog").get_by_role("button", name="Approve")
    expect(approve).to_be_disabled()
    page.get_by_label("I answer for it").check()
    approve.click()
    expect(page.get_by_text("approved", exact=True)).to_be_visible()
    body = {"approve": True, "vouched": ["unproven_claim"]}
    assert sent == [("POST", "/decision", body, '"1"')]


def test_a_text_is_changed_part_by_part(signed_in: SignIn) -> None:
    page = signed_in("operator")
    changed = ContentText.of(
        ("headline", "Plan in one place"), *[(o.name, o.text) for o in AD.parts[1:]]
    )
    sent = answering(page, PIECE, a_piece(), a_piece(version=2, text=changed))
    page.goto(page.url.split("#")[0] + f"#/campaigns/{CAMPAIGN}/content/{a_piece().piece_id}")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("headline").first.fill("Plan in one place")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Plan in one place")).to_be_visible()
    assert sent == [("PUT", "", json.loads(changed.model_dump_json()), '"1"')]


def test_texts_are_approved_together_but_for_those_that_are_left_out(signed_in: SignIn) -> None:
    pieces = [a_piece(), a_piece(piece_id=OTHER, variant="b")]
    case = case_about(a_run(), pieces, RUN, now=now(), days=7)
    page = signed_in("approver")
    sent = answering(page, f"/api/v1/escalations/{RUN}", case)
    page.goto(page.url.split("#")[0] + f"#/cases/{RUN}")
    expect(page.get_by_text("Plan shifts in one place").first).to_be_visible()
    page.get_by_label("Ad, Google, English, variant b: may go out").uncheck()
    page.get_by_role("button", name="Approve all but 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Approve all but 1").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    body = {"verdict": "change", "changes": {OTHER: "reject"}}
    assert sent == [("POST", "/decision", body, '"1"')]


def test_a_run_tells_where_it_stands_and_is_paused(signed_in: SignIn) -> None:
    path = f"{CAMPAIGNS}/{CAMPAIGN}/runs/{RUN}"
    page = signed_in("operator")
    sent = answering(page, path, a_run().view(), a_run(state=RunState.PAUSED).view())
    page.goto(page.url.split("#")[0] + f"#/campaigns/{CAMPAIGN}/runs/{RUN}")
    expect(page.get_by_text("At work: lead generation")).to_be_visible()
    expect(page.get_by_text("A free pilot of four weeks")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("dialog").get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    assert sent == [("POST", "/pause", None, None)]

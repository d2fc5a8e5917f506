"""What the mail service tells of a mail means what it says by its codes, and machines teach nothing."""

from typing import Any

import pytest

from functions.leads.outreach.reports import report_of

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"


def told(kind: str, **detail: Any) -> dict[str, Any]:
    mail = {"timestamp": "2026-03-02T12:00:00.000Z", "messageId": "m-1", "tags": {"effect": ["a"]}}
    event = {"source": "aws.ses", "id": "e-1", "time": "2026-03-02T12:00:09Z"}
    found = report_of({**event, "detail": {"eventType": kind, "mail": mail, **detail}})
    assert found is not None
    report: dict[str, Any] = found["task"]["report"]
    return report


@pytest.mark.parametrize(
    ("label", "codes", "permanent"),
    [
        ("Permanent", ["5.1.1"], True),
        ("Transient", ["5.2.2"], True),
        ("Undetermined", ["5.0.0"], True),
        ("Permanent", ["4.4.1"], False),
        ("Transient", ["4.2.2"], False),
        ("Transient", ["4.4.7", "5.1.10"], True),
        ("Permanent", [], True),
        ("Permanent", ["smtp; 550"], True),
        ("Transient", [], False),
        ("Undetermined", [], False),
    ],
)
def test_a_bounce_is_permanent_by_its_status_code(
    label: str, codes: list[str], permanent: bool
) -> None:
    readers = [{"emailAddress": "a@example.com", "status": code} for code in codes]
    report = told("Bounce", bounce={"bounceType": label, "bouncedRecipients": readers})
    assert report["outcome"] == ("bounced" if permanent else None)


@pytest.mark.parametrize(
    ("feedback", "outcome"),
    [("abuse", "opted_out"), (None, "opted_out"), ("fraud", "opted_out"), ("not-spam", None)],
)
def test_who_takes_a_mail_out_of_spam_does_not_complain(
    feedback: str | None, outcome: str | None
) -> None:
    report = told("Complaint", complaint={"complaintFeedbackType": feedback})
    assert (report["outcome"], report["complained"]) == (outcome, outcome is not None)


@pytest.mark.parametrize(
    ("kind", "agent", "seconds", "machine"),
    [
        ("Open", "Mozilla/5.0 (Windows NT 5.1) Gecko (via ggpht.com GoogleImageProxy)", 900, True),
        ("Open", "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy.html", 900, True),
        ("Open", "Mozilla/5.0", 900, True),
        ("Open", "", 900, True),
        ("Open", BROWSER, 2, True),
        ("Open", BROWSER, 120, False),
        ("Open", PHONE, 45, False),
        ("Click", BROWSER, 4, True),
        ("Click", "python-requests/2.32", 5_000, True),
        ("Click", "Barracuda Sentinel (EE)", 5_000, True),
        ("Click", "Mozilla/5.0 (compatible; bingbot/2.0)", 5_000, True),
        ("Click", "Mozilla/5.0 (compatible; Cloudflare-SSLDetector)", 5_000, True),
        ("Click", "SomeFilter/2.1 (+https://filter.example/about)", 5_000, True),
        ("Open", "Mozilla/4.0 (compatible; MSIE 8.0; Microsoft Outlook 16.0)", 900, False),
        ("Click", "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0", 5_000, True),
        ("Click", "Google-Safety", 5_000, True),
        ("Click", "Dalvik/2.1.0", 5_000, True),
        ("Click", "Microsoft Office/16.0 (Microsoft Outlook 16.0; Pro)", 5_000, True),
        ("Click", "Mozilla/5.0 (Macintosh) Chrome-Lighthouse", 5_000, True),
        ("Open", "Outlook-iOS/723", 900, False),
        ("Click", "Mozilla/5.0 (Linux; Android 9; Cisco DX80) Chrome/60", 900, False),
        ("Click", BROWSER, 90, False),
    ],
)  # fmt: skip
def test_proxies_and_scanners_are_machines(
    kind: str, agent: str, seconds: int, machine: bool
) -> None:
    minutes, rest = divmod(seconds, 60)
    at = f"2026-03-02T{12 + minutes // 60:02}:{minutes % 60:02}:{rest:02}.000Z"
    report = told(kind, **{kind.lower(): {"userAgent": agent, "timestamp": at}})
    assert report["machine"] is machine


def test_a_look_at_the_way_out_is_no_interest() -> None:
    click = {"userAgent": BROWSER, "link": "https://api.example/u/AQL-x_y", "timestamp": "?"}
    assert told("Click", click=click)["outcome"] is None

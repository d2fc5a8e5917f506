"""Errors in the platforms' own words, and what is done about each."""

import json
from typing import Any

import pytest

from baton.campaigns.ads.answers import google_fault, linkedin_fault, meta_fault
from baton.campaigns.ads.faults import ErrorAction
from baton.resilience.outgoing_http import HttpAnswer


def google(kind: str, code: str, **more: Any) -> dict[str, Any]:
    errors = [{"errorCode": {kind: code}, "message": "Some words.", **more}]
    of = "type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure"
    details = [{"@type": of, "errors": errors, "requestId": "9X"}]
    return {"error": {"code": 400, "message": "Bad", "status": "INVALID", "details": details}}


def meta(code: int, subcode: int | None = None, message: str = "Some words.") -> dict[str, Any]:
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    return {"error": error | ({} if subcode is None else {"error_subcode": subcode})}


def linkedin(status: int, code: str) -> dict[str, Any]:
    return {"status": status, "code": code, "message": "Some words.", "serviceErrorCode": 100}


GOOGLE = [
    (429, google("quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED"), True, ErrorAction.WAIT),
    (429, google("quotaError", "RESOURCE_EXHAUSTED"), True, ErrorAction.DEFER),
    (503, google("internalError", "TRANSIENT_ERROR"), True, ErrorAction.RETRY),
    (409, google("databaseError", "CONCURRENT_MODIFICATION"), True, ErrorAction.RETRY),
    (500, google("internalError", "INTERNAL_ERROR"), True, ErrorAction.LOOK_UP),
    (500, google("internalError", "INTERNAL_ERROR"), False, ErrorAction.RETRY),
    (504, google("internalError", "DEADLINE_EXCEEDED"), True, ErrorAction.LOOK_UP),
    (400, google("requestError", "REQUEST_TOO_LARGE"), False, ErrorAction.SMALLER),
    (403, google("authorizationError", "USER_PERMISSION_DENIED"), True, ErrorAction.CONFIGURE),
    (
        403,
        google("authorizationError", "DEVELOPER_TOKEN_NOT_APPROVED"),
        True,
        ErrorAction.CONFIGURE,
    ),
    (400, google("requestError", "UNSUPPORTED_VERSION"), False, ErrorAction.CONFIGURE),
    (
        401,
        {"error": {"code": 401, "message": "no", "status": "UNAUTHENTICATED"}},
        False,
        ErrorAction.CONFIGURE,
    ),
    (400, google("campaignError", "DUPLICATE_CAMPAIGN_NAME"), True, ErrorAction.PERMANENT),
    (400, google("fieldError", "REQUIRED"), True, ErrorAction.PERMANENT),
    (502, "<html>Bad gateway", True, ErrorAction.LOOK_UP),
    (502, "<html>Bad gateway", False, ErrorAction.RETRY),
]
META = [
    (400, meta(4), False, ErrorAction.WAIT),
    (400, meta(17, 2446079), False, ErrorAction.WAIT),
    (400, meta(613, 1487742), True, ErrorAction.WAIT),
    (400, meta(80004, 2446079), True, ErrorAction.WAIT),
    (400, meta(80014), True, ErrorAction.WAIT),
    (400, meta(100, 1487390), True, ErrorAction.RETRY),
    (500, meta(1), True, ErrorAction.LOOK_UP),
    (500, meta(2), True, ErrorAction.LOOK_UP),
    (500, meta(2), False, ErrorAction.RETRY),
    (
        500,
        meta(1, None, "Please reduce the amount of data you're asking for"),
        False,
        ErrorAction.SMALLER,
    ),
    (400, meta(190, 463), True, ErrorAction.CONFIGURE),
    (403, meta(200), True, ErrorAction.CONFIGURE),
    (400, meta(10), True, ErrorAction.CONFIGURE),
    (400, meta(100, 1885621), True, ErrorAction.PERMANENT),
    (400, meta(2601, 1815107), False, ErrorAction.RETRY),
    (503, "", True, ErrorAction.LOOK_UP),
]
LINKEDIN = [
    (429, linkedin(429, "TOO_MANY_REQUESTS"), True, ErrorAction.DEFER),
    (500, linkedin(500, "SERVER_ERROR"), True, ErrorAction.LOOK_UP),
    (503, linkedin(503, "SERVER_ERROR"), False, ErrorAction.RETRY),
    (414, "", False, ErrorAction.SMALLER),
    (401, linkedin(401, "EXPIRED_ACCESS_TOKEN"), True, ErrorAction.CONFIGURE),
    (403, linkedin(403, "ACCESS_DENIED"), False, ErrorAction.CONFIGURE),
    (426, linkedin(426, "NONEXISTENT_VERSION"), True, ErrorAction.CONFIGURE),
    (400, linkedin(400, "ILLEGAL_ARGUMENT"), True, ErrorAction.PERMANENT),
    (404, linkedin(404, "NOT_FOUND"), False, ErrorAction.PERMANENT),
]
CASES = [
    *((google_fault, *case) for case in GOOGLE),
    *((meta_fault, *case) for case in META),
    *((linkedin_fault, *case) for case in LINKEDIN),
]


@pytest.mark.parametrize(("read", "status", "body", "write", "do"), CASES)
def test_an_error_says_what_to_do(
    read: Any, status: int, body: Any, write: bool, do: ErrorAction
) -> None:
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    assert read(HttpAnswer(status, {}, raw), write=write).do is do


def test_google_says_how_long_to_wait_and_where_the_fault_is() -> None:
    details = {"quotaErrorDetails": {"rateName": "Requests", "retryDelay": "42s"}}
    path = [{"fieldName": "mutate_operations", "index": 0}, {"fieldName": "name"}]
    one = google(
        "quotaError",
        "RESOURCE_TEMPORARILY_EXHAUSTED",
        details=details,
        location={"fieldPathElements": path},
    )
    fault = google_fault(HttpAnswer(429, {}, json.dumps([one]).encode()), write=True)
    assert fault.wait == 42
    assert "mutate_operations.name" in str(fault)


def test_meta_says_how_long_to_wait_in_minutes_in_a_header() -> None:
    usage = {"1042": [{"type": "ads_management", "estimated_time_to_regain_access": 19}]}
    headers = {"x-business-use-case-usage": json.dumps(usage)}
    fault = meta_fault(HttpAnswer(400, headers, json.dumps(meta(80004)).encode()), write=True)
    assert fault.wait == 19 * 60

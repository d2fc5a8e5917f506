"""Errors as the platforms write them, read into what to do about them. Pure."""

import re
from typing import Any

from baton.campaigns.ads.client import json_of, plain_fault
from baton.campaigns.ads.faults import ErrorAction, PlatformFault, what_to_do
from baton.campaigns.brief import Platform
from baton.resilience.outgoing_http import HttpAnswer

_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s")
_MOST_WORDS = 300
_MINUTE = 60.0


def google_fault(answer: HttpAnswer, *, write: bool) -> PlatformFault:
    """``error.details[].errors[]``, in an array if it came in a stream."""
    given = json_of(answer)
    given = given[0] if isinstance(given, list) and given else given
    error = given.get("error") if isinstance(given, dict) else None
    if not isinstance(error, dict):
        return plain_fault(Platform.GOOGLE, answer, write=write)
    for detail in error.get("details", ()):
        for one in detail.get("errors", ()):
            return _google_error(one, str(error.get("status", "")), write=write)
    code = str(error.get("status") or answer.status)
    do = what_to_do("google", code, write=write)
    if do is ErrorAction.PERMANENT:
        do = what_to_do("google", str(answer.status), write=write)
    return PlatformFault(do, _words("google", error.get("message"), code), code=code)


def meta_fault(answer: HttpAnswer, *, write: bool) -> PlatformFault:
    """``error {code, error_subcode, message, error_user_msg}``; how long to wait is in a header."""
    given = json_of(answer)
    error = given.get("error") if isinstance(given, dict) else None
    if not isinstance(error, dict):
        return plain_fault(Platform.META, answer, write=write)
    code, subcode = str(error.get("code", "")), str(error.get("error_subcode", ""))
    text = str(error.get("error_user_msg") or error.get("message") or "")
    said = f"{error.get('message', '')} {text}"
    do = what_to_do("meta", code, subcode=subcode, text=said, write=write)
    named = f"{code}/{subcode}" if subcode else code
    wait = _meta_wait(answer) if do is ErrorAction.WAIT else None
    return PlatformFault(do, _words("meta", text, named), code=named, wait=wait)


def linkedin_fault(answer: HttpAnswer, *, write: bool) -> PlatformFault:
    """By the status; ``{status, code, message}`` says why."""
    given = json_of(answer)
    if not isinstance(given, dict):
        return plain_fault(Platform.LINKEDIN, answer, write=write)
    status = str(answer.status)
    do = what_to_do("linkedin", status, write=write)
    text = _words("linkedin", given.get("message"), f"{status} {given.get('code', '')}".strip())
    return PlatformFault(do, text, code=status)


def _google_error(one: dict[str, Any], status: str, *, write: bool) -> PlatformFault:
    code = str(next(iter(one.get("errorCode", {}).values()), status))
    delay = one.get("details", {}).get("quotaErrorDetails", {}).get("retryDelay", "")
    told = _SECONDS.fullmatch(str(delay))
    path = one.get("location", {}).get("fieldPathElements", ())
    where = ".".join(str(part.get("fieldName")) for part in path)
    text = _words("google", one.get("message"), f"{code} at {where}" if where else code)
    do = what_to_do("google", code, write=write)
    return PlatformFault(do, text, code=code, wait=float(told[1]) if told else None)


def _meta_wait(answer: HttpAnswer) -> float | None:
    """Seconds, by the longest of the minutes that the business use cases have to wait."""
    usage = HttpAnswer(200, {}, answer.headers.get("x-business-use-case-usage", "").encode())
    given = json_of(usage)
    cases = [one for many in given.values() for one in many] if isinstance(given, dict) else []
    minutes = [float(one.get("estimated_time_to_regain_access") or 0) for one in cases]
    return max(minutes) * _MINUTE if any(minutes) else None


def _words(platform: str, text: object, code: str) -> str:
    return f"{platform}: {str(text or 'no words')[:_MOST_WORDS]} ({code})"

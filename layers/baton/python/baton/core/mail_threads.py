"""What holds the mails of a talk together: their ids, and the marks of their subjects."""

import re
from typing import Annotated

from pydantic import StringConstraints

MOST_REFERENCES = 20
"""Mails before it that a mail names."""

MailId = Annotated[str, StringConstraints(pattern=r"^<[!-;=?-~]{1,480}>$")]
"""The Message-ID of a mail (RFC 5322, 3.6.4), with its angle brackets."""

_ANSWERS = "re|aw|antw|sv|r|rif|res"
"""With what the subjects of answers begin in mail programs of several languages."""

_ANSWER = re.compile(rf"\s{{0,3}}(?:{_ANSWERS})\s{{0,2}}:", re.IGNORECASE)
_MARKS = re.compile(rf"^(?:(?:{_ANSWERS}|wg|fwd?)\s{{0,2}}:\s{{0,3}}){{1,9}}", re.IGNORECASE)


def is_of_an_answer(subject: str) -> bool:
    """Whether a subject is an answer's, as ``Re: your order``."""
    return _ANSWER.match(subject) is not None


def without_marks(subject: str) -> str:
    """A subject in one line, without the marks of answers and of what was passed on before it."""
    return " ".join(_MARKS.sub("", subject.strip()).split())

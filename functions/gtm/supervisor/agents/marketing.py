"""Marketing: works that are asked for, with the segment that insights found."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from baton.gtm.answer import Statement
from baton.gtm.conversion import money_text
from baton.gtm.marketing import MarketingAnswer, MarketingWork
from baton.gtm.request import AnswerReference
from baton.gtm.segments import SegmentName
from functions.gtm.supervisor.clause_reading import clauses
from functions.gtm.supervisor.part import MOST_STATEMENTS, AskBack, NotFound, Part
from functions.gtm.supervisor.text_features import words_in
from functions.gtm.supervisor.time_words import last_full_month
from functions.gtm.supervisor.understanding import Understanding

_MOST_GOAL = 500
_WITH_SUBJECT = frozenset({MarketingWork.CONCEPT.value, MarketingWork.EMAILS.value})
_ABOUT = re.compile(r"\b(?:about|regarding|announcing|telling them of)\s+(\S.*)", re.I)
_FOR = re.compile(r"\b(?:for|promot(?:e|ing)|advertis(?:e|ing)|launch(?:ing)?)\s+(\S.*)", re.I)
_WITH_OFFER = frozenset({MarketingWork.EMAILS.value, MarketingWork.WIN_BACK.value})
_DISCOUNT = re.compile(
    r"\b(?P<percent>\d{1,3}) ?(?:%|percent|per cent) (?:off|discount|reduction|rebate|voucher)\b"
    r"|\b(?:discount|reduction|rebate|voucher) of (?P<of>\d{1,3}) ?(?:%|percent|per cent)",
    re.I,
)
_POINTING = {"them", "those", "these", "they"}
_TO_WHOM = (
    "Who is to be written to? Name the segment, as in: write to champions about the spring sale. Its "
    "country may be said too."
)
_WHAT_ABOUT = (
    "What is it about? Say what is offered or told of, as in: write to our best customers about the "
    "spring sale; a campaign idea for our new product."
)


def tasks(asked: Understanding, intents: Sequence[str], today: date) -> Sequence[dict[str, Any]]:
    """A task for each work; mails go to the segment that the words name, by default who is at
    risk. Raises ``AskBack`` for a concept or mails about nothing.
    """
    period = asked.period or last_full_month(today)
    mails = MarketingWork.EMAILS.value in intents  # "not bought for a while" is no subject
    subject = subject_in(asked.words, *((_ABOUT,) if mails else (_ABOUT, _FOR)))
    if not subject and _WITH_SUBJECT & set(intents):
        raise AskBack(_WHAT_ABOUT)
    return [
        {
            "work": work,
            "period": period.model_dump(mode="json"),
            "goal": asked.words[:_MOST_GOAL],
            "subject": subject if work in _WITH_SUBJECT else "",
            "segment_id": segment_in(asked.words) if work == MarketingWork.EMAILS else None,
            "channel": asked.channels[0]
            if work == MarketingWork.CHANNELS and len(asked.channels) == 1
            else None,
            "currency": asked.currency,
            "offer": offer_in(asked.words) if work in _WITH_OFFER else None,
        }
        for work in dict.fromkeys(intents)
    ]


def subject_in(text: str, *patterns: re.Pattern[str]) -> str:
    """What a campaign or mail is to tell or offer: what follows "about", else "for" and the like."""
    for pattern in patterns:
        for clause in clauses(text):
            if found := pattern.search(clause):
                return found[1].strip(" .?!")[:_MOST_GOAL]
    return ""


def offer_in(text: str) -> dict[str, Any] | None:
    """The discount that ``text`` speaks of; what is more than a whole price is none."""
    found = _DISCOUNT.search(text)
    percent = int(found["percent"] or found["of"]) if found else 0
    return {"percent": percent} if 1 <= percent <= 100 else None  # noqa: PLR2004 (percent)


def segment_in(text: str) -> str:
    """The name of the segment that ``text`` speaks of, not where it says what about. Raises ``AskBack``
    for one that is only pointed at.
    """
    words = set(words_in(_ABOUT.sub(" ", text)))
    for name in SegmentName:
        spoken = name.value.split("_")
        if all(one in words or one.rstrip("s") in words for one in spoken):
            return name.value
    if "best" in words:
        return SegmentName.CHAMPIONS.value
    if words & _POINTING:
        raise AskBack(_TO_WHOM)
    return SegmentName.AT_RISK.value


def completed(task: dict[str, Any], found: Sequence[Part]) -> dict[str, Any]:
    """The segment by its id. Raises ``NotFound`` if insights found none of that name."""
    name = task["segment_id"]
    if name is None and task["work"] == MarketingWork.WIN_BACK:
        name = SegmentName.AT_RISK.value
    if name is None:
        return task
    for part in found:
        if segment := part.hands_on.get("segments", {}).get(name):
            return {**task, "segment_id": segment}
    raise NotFound(f"There is nobody in the segment {name.replace('_', ' ')} to write to.")


def _of_clicks(answer: MarketingAnswer) -> Iterator[Statement]:
    """What a click cost, and how many follow what is shown and lead to a conversion, by channel."""
    for one in answer.channels.channels if answer.channels else ():
        if one.clicks:
            told = [f"{one.clicks:,} clicks"]
            if one.spend is not None:
                told.append(f"{money_text(one.spend / one.clicks, answer.currency)} a click")
            if one.click_rate:
                told.append(f"click rate {100 * one.click_rate.value:.2f} %")
            if one.conversion_rate:
                told.append(f"conversion rate {100 * one.conversion_rate.value:.2f} % of clicks")
            beside = [s.queries for s in answer.statements if s.text.startswith(f"{one.channel}:")]
            text = f"{one.channel}: {', '.join(told)}."
            yield Statement(text=text, queries=beside[0] if beside else ())


def part(answer: Mapping[str, Any], request_id: str) -> Part:
    """The statements, what was drafted, and the plan for finance. Raises ``ValueError``."""
    read = MarketingAnswer.model_validate(dict(answer))
    if read.request_id != request_id:
        raise ValueError("answers another request")
    drafts = read.messages
    return Part(
        statements=(*read.statements, *_of_clicks(read))[:MOST_STATEMENTS],
        queries=read.queries,
        references=(
            (
                AnswerReference(kind="drafts", id=drafts.set_id, label=f"for {drafts.recipients}"),
                AnswerReference(kind="case", id=drafts.escalation_id, label="a person decides"),
            )
            if drafts
            else ()
        ),
        missing=read.missing,
        hands_on={"plan": read.plan.model_dump(mode="json")} if read.plan else {},
    )

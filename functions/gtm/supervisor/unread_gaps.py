"""What a plan does not answer of what was said, as gaps. Pure."""

import re
from collections.abc import Iterator, Sequence

from baton.gtm.breakdown import TIMES, Breakdown
from baton.gtm.request import Gap, GapReason
from functions.gtm.supervisor.breakdown_words import is_average, one_of, told_by
from functions.gtm.supervisor.planning import PlannedStep, gap_of
from functions.gtm.supervisor.rise_words import asks_what_changed_most
from functions.gtm.supervisor.understanding import Understanding

_SUMS = {f"finance.{name}" for name in ("revenue", "gross_profit", "orders", "new_customers")}
_SUPPOSES = re.compile(r"(?:what (?:if|would|happens)|if|suppose|assuming)\b")
_SHARE = re.compile(
    r"\b(?:(?:what|which)\s+)?(?:share|percentage|percent|proportion|fraction|portion)\s+of\b"
    r"|\bhow much of\b",
    re.I,
)
_FOR_EACH = re.compile(r"(?:by|per|for (?:each|every))\b")
_OTHER_FIGURES = "see which figures there are at /api/v1/gtm/finance/figures"
_OTHER_WORDS = f"ask in other words, or {_OTHER_FIGURES}"


def unread_gaps(asked: Understanding, steps: Sequence[PlannedStep]) -> tuple[Gap, ...]:
    """What was said and no step goes by, each once, where figures could be taken for those of it."""
    gaps = [_gap(f"“{one}”", "this part was not understood", _OTHER_WORDS) for one in asked.unsure]
    gaps += [_gap(f"“{one}”", "Baton has no figure for it", _OTHER_FIGURES) for one in asked.untold]
    if _SUMS & set(asked.intents) and not asked.averaged and is_average(asked.words):
        by = f"ask for the average by {one_of(TIMES)}"
        gaps.append(_gap("the average", "it was not said of what; those told are sums", by))
    if asked.broken_down_by and asks_what_changed_most(asked.words):
        by = f"ask for the {asked.broken_down_by} figures of the period before, too"
        gaps.append(_gap("which changed most", "parts are told of one period, not of a change", by))
    if {*_SUMS, "finance.costs"} & set(asked.intents) and (found := _SHARE.search(asked.words)):
        by = f"ask for it by {one_of(tuple(Breakdown))}, and divide by the whole"
        gaps.append(_gap(f"“{found[0]}”", "what is told are amounts, not shares of the whole", by))
    if any(goes_by_days(one) for one in steps):
        if not any(one.task.get("subject") for one in steps):  # whose words are not read as filters
            gaps += [_unread(one) for one in asked.unread if one not in asked.untold]
        gaps += [gap for one in steps if goes_by_days(one) for gap in _not_taken(asked, one, steps)]
    return tuple(dict.fromkeys(gaps))


def _unread(phrase: str) -> Gap:
    what, told = f"“{phrase}”", told_by(phrase.removeprefix("by "))
    if told:
        return _gap(what, "figures are told for each of one thing at once", "ask for it by itself")
    why, instead = "it was not read, and no figure here goes by it", _OTHER_WORDS
    if _FOR_EACH.match(phrase):
        instead = f"ask by {one_of(tuple(Breakdown))}"
    if _SUPPOSES.match(phrase):
        why = "figures are of what happened: nothing is worked out for what is only supposed"
    return _gap(what, why, instead)


def goes_by_days(step: PlannedStep) -> bool:
    """Whether it reads figures, rather than writes or looks something up."""
    writes = step.task.get("work", "channels") != "channels"
    return "period" in step.task and not writes and "campaign" not in step.task


def _not_taken(
    asked: Understanding, step: PlannedStep, steps: Sequence[PlannedStep]
) -> Iterator[Gap]:
    """Which places and days an agent's tasks leave out."""
    agent = step.assignment.agent
    theirs = [one.task for one in steps if one.assignment.agent == agent]
    wanted = (
        ("country", asked.countries),
        ("channel", asked.channels),
        ("currency", (asked.currency,) if asked.currency else ()),
    )
    for name, values in wanted:
        if (agent, name) == ("marketing", "channel") and len(values) > 1:
            continue  # it tells of all channels then
        left = [one for one in values if one not in {task.get(name) for task in theirs}]
        if left:
            some = len(left) < len(values)
            why = f"{agent} {f'tells of one {name} at once' if some else f'does not go by {name}'}"
            yield _gap(f"{agent}: {' and '.join(left)}", why, "ask for it by itself")
    if asked.compared and asked.compared.model_dump(mode="json") not in [
        task["period"] for task in theirs
    ]:
        days = f"{asked.compared.first} to {asked.compared.last}"
        yield _gap(
            f"{agent}: {days}", f"{agent} tells of one period at once", "ask for it by itself"
        )


def _gap(what: str, why: str, what_to_do: str) -> Gap:
    return gap_of(None, what, GapReason.NOT_READ, why, what_to_do)

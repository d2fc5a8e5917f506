"""What a plan does not answer of what was said, as gaps. Pure."""

import re
from collections.abc import Iterator, Sequence

from baton.gtm.breakdown import TIMES, Breakdown
from baton.gtm.request import Gap, GapReason
from functions.gtm.supervisor.breakdown_words import is_average, one_of, told_by
from functions.gtm.supervisor.calendar_days import SMALL_NUMBERS
from functions.gtm.supervisor.planning import PlannedStep, gap_of
from functions.gtm.supervisor.said_period import lowered
from functions.gtm.supervisor.understanding import SUMS, Understanding

_SUPPOSES = re.compile(r"(?:what (?:if|would|happens)|if|suppose|assuming)\b")
_FOR_EACH = re.compile(r"(?:by|per|for (?:each|every))\b")
_RANKS = r"(?:top|best|biggest|largest|greatest|smallest|worst|most (?:valuable|important|loyal))"
_MANY = rf"(?:\d{{1,3}}|{'|'.join(SMALL_NUMBERS)})"
_PEOPLE = re.compile(
    rf"\b(?:(?P<many>{_MANY}) {_RANKS}|{_RANKS}(?: (?P<after>{_MANY}))?"
    rf"|(?:which|list|the) (?P<of>{_MANY}))"
    r" (?:paying )?(?:customer|client|buyer|shopper|account|subscriber)(?P<several>s)?\b"
)
_OF_ONE = (
    "customers are told by segment, and none by itself",
    "read the customers of a segment at /api/v1/gtm/segments/<segment>/members",
)
_OTHER_FIGURES = "see which figures there are at /api/v1/gtm/finance/figures"
_OTHER_WORDS = f"ask in other words, or {_OTHER_FIGURES}"


def unread_gaps(asked: Understanding, steps: Sequence[PlannedStep]) -> tuple[Gap, ...]:
    """What was said and no step goes by, each once, where figures could be taken for those of it."""
    gaps = [_gap(f"“{one}”", "this part was not understood", _OTHER_WORDS) for one in asked.unsure]
    gaps += [_gap(f"“{one}”", "Baton has no figure for it", _OTHER_FIGURES) for one in asked.untold]
    of_sums, why = SUMS & set(asked.intents), "it was not said of what; those told are sums"
    if of_sums and not asked.averaged and is_average(asked.words):
        gaps.append(_gap("the average", why, f"ask for the average by {one_of(TIMES)}"))
    if asked.changed_most and asked.compared is None:
        alone = "each is told by itself, not how much it changed"
        gaps.append(_gap("which changed most", alone, "ask for two of them by name"))
    told = asked.countries or asked.channels or asked.broken_down_by or asked.compared
    if of_sums and asked.asks_share and not told:
        gaps.append(_gap("the share", why, f"ask for the share by {one_of(tuple(Breakdown))}"))
    gaps += [_gap(f"“{one}”", *_OF_ONE) for one in _ranked_people(asked)]
    if any(goes_by_days(one) for one in steps):
        if not any(one.task.get("subject") for one in steps):  # whose words are not read as filters
            gaps += [_unread(one) for one in asked.unread if one not in " ; ".join(asked.untold)]
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


def _ranked_people(asked: Understanding) -> Iterator[str]:
    """The customers who are wanted by their rank, as "top five customers"; "our best" are a segment."""
    names = [one for one in asked.intents if one.startswith("insights.")]
    found = _PEOPLE.search(" ".join(lowered(asked.words).split())) if names else None
    counted = found and (found["many"] or found["after"] or found["of"] or not found["several"])
    if found and (counted or "insights.segments" not in names):
        yield found[0]


def _gap(what: str, why: str, what_to_do: str) -> Gap:
    return gap_of(None, what, GapReason.NOT_READ, why, what_to_do)

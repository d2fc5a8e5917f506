"""How likely a planned engagement is to convert, 0 to 100 (requirement A4).

    potential = 100 x (0.70 s + 0.10 strategy + 0.12 channel + 0.08 interest shown)

``s`` is triage's score (0 to 1), drawn towards that of a middling lead as far as triage is unsure:
``s = confidence x score + (1 - confidence) x 0.40``. The other parts are 0 to 1 by the tables below.
The weights are a first judgement, kept together so that recorded outcomes can replace them. Without a
planned step nothing will happen, and the potential is 0.
"""

from baton.core.message import Priority
from baton.leads.assessment import Assessment
from baton.leads.contact_history import History
from baton.leads.engagement import Channel, Strategy
from baton.leads.interaction import InteractionKind
from baton.leads.lead import Activity
from baton.messaging.handoff import Route

_SCORE, _STRATEGY, _CHANNEL, _INTEREST = 0.70, 0.10, 0.12, 0.08
_MIDDLING = 0.40
_STRATEGIES = {
    Strategy.PREMIUM: 1.0,
    Strategy.NURTURE: 0.5,
    Strategy.GENERAL: 0.2,
    Strategy.INTRODUCTION: 0.0,
}
_CHANNELS = {
    Channel.CALL: 1.0,
    Channel.EMAIL: 0.7,
    Channel.SMS: 0.6,
    Channel.CRM_TASK: 0.5,
}
_MANY_VISITS = 5
_LONG_STAY_SECONDS = 900


def potential_of(
    assessment: Assessment,
    strategy: Strategy,
    channel: Channel | None,
    activity: Activity,
    history: History,
) -> float:
    """The conversion potential, 0 to 100 with one decimal, by the formula above."""
    if channel is None:
        return 0.0
    sure = assessment.confidence
    score = sure * assessment.score / 100 + (1 - sure) * _MIDDLING
    share = (
        _SCORE * score
        + _STRATEGY * _STRATEGIES[strategy]
        + _CHANNEL * _CHANNELS[channel]
        + _INTEREST * interest_shown(activity, history)
    )
    return round(100 * share, 1)


def interest_shown(activity: Activity, history: History) -> float:
    """0 to 1: half for reading what we sent (a click counts more than an opening), a quarter each for
    visits (all of it at 5) and for time on the site (all of it at 15 minutes).
    """
    visits = min((activity.visits or 0) / _MANY_VISITS, 1.0)
    stay = min((activity.seconds_on_site or 0) / _LONG_STAY_SECONDS, 1.0)
    clicked = bool(history.kinds.get(InteractionKind.CLICKED))
    opened = bool(history.kinds.get(InteractionKind.OPENED))
    read = 1.0 if clicked else 0.5 if opened else 0.0
    return 0.5 * read + 0.25 * visits + 0.25 * stay


def routes(potential: float, threshold: float) -> tuple[Route, ...]:
    """To the campaign optimiser, if the potential is above the threshold."""
    if potential <= threshold:
        return ()
    reason = f"Conversion potential {potential:.1f} is above {threshold:g}."
    return (Route(target_agent="campaign_optimizer", priority=Priority.MEDIUM, reason=reason),)

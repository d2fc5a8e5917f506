"""What to do next, for whom, and what must hold for it to help (requirement D5). Pure.

The content creator and the ad manager read it on the run's next revision.
"""

from collections.abc import Iterator, Sequence

from baton.campaigns.allocation_wording import margin_text
from baton.campaigns.channel_budgets import AllocationGoal, Expected
from baton.campaigns.parts.performance import (
    Advice,
    AdviceAction,
    ChannelPerformance,
    Ranged,
    Reader,
)
from functions.campaigns.analytics.channels import Channel, Ratio
from functions.campaigns.analytics.scoring import AT_BENCHMARK, Score

_ABOUT: dict[str, tuple[Reader, AdviceAction, str, str]] = {
    "click_through_rate": (
        Reader.CONTENT_CREATOR,
        AdviceAction.REFRESH_AD_TEXTS,
        "Write new ad texts for {channel}: it is clicked {times} as often as the benchmark",
        "The texts are why few click, and not whom they are shown to.",
    ),
    "conversion_rate": (
        Reader.CONTENT_CREATOR,
        AdviceAction.STRENGTHEN_LANDING_PAGE,
        "Strengthen the page that {channel} leads to: clicks convert {times} as often as the benchmark",
        "Who clicks wants what the ad says, and the page loses them.",
    ),
    "cost_per_lead": (
        Reader.AD_MANAGER,
        AdviceAction.LOWER_BIDS,
        "Lower the bids on {channel}: for its cost it brings {times} the leads of the benchmark",
        "Cheaper clicks convert as those so far; clicks are lost where competitors bid more.",
    ),
}


def advice_on(
    score: Score,
    channels: Sequence[Channel],
    performances: Sequence[ChannelPerformance],
    aim: AllocationGoal,
) -> tuple[Advice, ...]:
    """Advice, what is sure before what may be chance."""
    sure = [*_on_ratios(score, sure=True), *_on_margins(performances, aim)]
    others = [*_on_parts(score), *_on_silence(channels)]
    unsure = list(_on_ratios(score, sure=False))
    return (*sure, *others, *unsure) or (_go_on(),)


def _on_ratios(score: Score, *, sure: bool) -> Iterator[Advice]:
    """On every channel that misses its benchmark: all of its bounds, or its value alone."""
    for name, ratio in sorted(score.ratios, key=lambda one: one[1].value):
        if ratio.value < 1 and (ratio.high < 1) == sure:
            yield _on_ratio(name, ratio, sure=sure)


def _on_ratio(name: str, ratio: Ratio, *, sure: bool) -> Advice:
    reader, move, text, assumption = _ABOUT[name]
    says = text.format(channel=ratio.channel, times=f"{ratio.value:.2f} times")
    bounds = f" ({ratio.low:.2f} to {ratio.high:.2f} at 80 %)"
    return Advice(
        reader=reader,
        move=move,
        channel=ratio.channel,
        text=f"{says}{bounds}." if sure else f"{says}{bounds}, which may be chance.",
        assumption=assumption,
    )


def _on_margins(
    performances: Sequence[ChannelPerformance], aim: AllocationGoal
) -> Iterator[Advice]:
    """From the channel whose next money brings least to the one where it brings most, if that is
    sure."""
    known = [(one, one.margin) for one in performances if one.margin is not None]
    if len(known) <= 1:
        return
    (poor, least), (good, most) = (
        choose(known, key=lambda one: one[1].value) for choose in (min, max)
    )
    if least.high is None or most.low is None or least.high >= most.low:
        return
    yield Advice(
        reader=Reader.AD_MANAGER,
        move=AdviceAction.SHIFT_BUDGET,
        channel=good.channel,
        text=(
            f"Move budget from {poor.channel} to {good.channel}: there"
            f" {_margin(most, aim, good.currency)}, on {poor.channel}"
            f" {_margin(least, aim, poor.currency)}."
        )[:500],
        assumption="Days go on as those seen, and spend stays near what was seen of each channel.",
    )


def _margin(margin: Ranged, aim: AllocationGoal, currency: str) -> str:
    bounds = Expected(value=margin.value, low=margin.low or 0.0, high=margin.high or 0.0)
    return margin_text(bounds, aim, currency)


def _on_parts(score: Score) -> Iterator[Advice]:
    for part in score.parts:
        if part.score is None or part.score >= AT_BENCHMARK:
            continue
        if part.name == "lead_quality":
            yield Advice(
                reader=Reader.PERSON,
                move=AdviceAction.NARROW_AUDIENCE,
                text=f"Narrow the brief's audience: lead quality is {part.score:.2f}.",
                assumption="The people found are like those whom the ads reach.",
            )
        if part.name == "pace":
            yield Advice(
                reader=Reader.AD_MANAGER,
                move=AdviceAction.CHANGE_PACE,
                text=f"Bring the daily budgets to an even pace. {part.text}",
                assumption="The platforms can spend what they are given.",
            )


def _on_silence(channels: Sequence[Channel]) -> Iterator[Advice]:
    for channel in channels:
        if channel.results is None and channel.days:
            yield Advice(
                reader=Reader.PERSON,
                move=AdviceAction.CHECK_TRACKING,
                channel=channel.name,
                text=f"Check that {channel.name} reports leads or conversions: it told of none so far.",
                assumption="Some came. If none did, the page or the offer is at fault.",
            )


def _go_on() -> Advice:
    return Advice(
        reader=Reader.AD_MANAGER,
        move=AdviceAction.GO_ON,
        text="Go on as it is: every part that is known reaches its benchmark.",
        assumption="The days to come are like those seen.",
    )

"""What marketing says in sentences, made of what it worked out. Pure."""

from collections.abc import Iterator

from baton.core.wording import counted
from baton.gtm.answer import Statement
from baton.gtm.conversion import money_text
from baton.gtm.fact_reading import part_name
from baton.gtm.marketing_channels import ChannelFigures, ChannelReport, RangedFigure
from baton.gtm.marketing_concept import Concept
from baton.gtm.message_set import MessageSet, NotWrittenTo, Offer

MOST_CHANNELS = 12
_SURE = {True: "", False: ", which may be chance", None: ", too few days to say how surely"}
_QUERIES = ("channel_days", "channel_sales", "costs")


def of_channels(report: ChannelReport, currency: str, asked: tuple[str, ...]) -> list[Statement]:
    """The channels, the greatest spend first; ``asked`` are the queries of the answer."""
    queries = tuple(one for one in _QUERIES if one in asked)
    told = [
        Statement(
            text=f"{part_name('channel', one.channel)}: {'; '.join(_said(one, currency))}.",
            queries=queries,
        )
        for one in report.channels[:MOST_CHANNELS]
    ]
    if more := ", ".join(
        part_name("channel", one.channel) for one in report.channels[MOST_CHANNELS:]
    ):
        told.append(Statement(text=f"Not told of here: {more}."[:600], queries=queries))
    return told


def _said(one: ChannelFigures, currency: str) -> Iterator[str]:
    """What a platform counts as a conversion is its own affair; elsewhere orders are counted."""
    by_platform = one.impressions is not None
    what = "conversion" if by_platform else "order"
    yield "spend not known" if one.spend is None else f"{money_text(one.spend, currency)} spent"
    if one.conversions is None:
        yield f"{what}s not known"
    else:
        yield counted(round(one.conversions), what) + (
            " as the platform counts" if by_platform else ""
        )
    if by_platform and one.orders is not None:
        yield f"{counted(one.orders, 'order')} of its customers, old and new"
    if one.cost_per_conversion:
        yield f"{_money(one.cost_per_conversion, currency)} for each {what}"
    if one.roas:
        yield f"return on spend {_ratio(one.roas)}"
    trend = one.cost_per_conversion_trend
    if trend and trend.change is not None:
        change = f"{trend.change:+.0%}".replace("%", " %")
        yield f"cost per {what} {change} against the period before{_SURE[trend.clear]}"


def of_concept(concept: Concept) -> list[Statement]:
    """The concept in sentences."""
    by = "templates and the company's own texts" if concept.written_by == "template" else "a model"
    lines = (concept.idea, *concept.messages, f"Call to action: {concept.call_to_action}.")
    told = [Statement(text=one, documents=concept.documents[:10]) for one in lines]
    return [*told, Statement(text=f"The concept was written by {by}.")]


def of_messages(made: MessageSet, asked: Offer | None) -> list[Statement]:
    """What was drafted, for whom, and who decides."""
    drafts, customers = counted(len(made.drafts), "draft"), counted(made.recipients, "customer")
    wait = (
        "waits for a person to approve it"
        if len(made.drafts) == 1
        else ("wait for a person to approve them")
    )
    texts = [f"{drafts} to {customers} {wait}; nothing is sent before."]
    if made.offer:
        texts.append(f"The offer: {made.offer.percent} % off the next order.")
    if asked and (not made.offer or asked.percent > made.offer.percent):
        most = made.offer.percent if made.offer else 0
        texts.append(f"{asked.percent} % were asked for; the company's bound is {most} %.")
    return [*(Statement(text=one) for one in texts), *of_left_out(made.left_out)]


def of_left_out(left_out: tuple[NotWrittenTo, ...]) -> list[Statement]:
    """Who gets nothing, and why."""
    return [
        Statement(
            text=f"{counted(one.customers, 'customer')} {'gets' if one.customers == 1 else 'get'} "
            f"nothing: {one.why}."
        )
        for one in left_out
    ]


def _money(value: RangedFigure, currency: str) -> str:
    text = money_text(value.value, currency)
    if value.low is None or value.high is None:
        return text
    return f"{text} ({money_text(value.low, currency)} to {money_text(value.high, currency)})"


def _ratio(value: RangedFigure) -> str:
    if value.low is None or value.high is None:
        return f"{value.value:.2f}"
    return f"{value.value:.2f} ({value.low:.2f} to {value.high:.2f})"

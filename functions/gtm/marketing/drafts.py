"""Drafts of e-mails to the groups of a segment, in the language of each. Pure.

Nothing is filled in that is not known of everybody in the group: who has no given name gets a greeting
without one.
"""

from collections.abc import Iterator, Mapping

from baton.gtm.message_set import GroupDraft, Language, Offer
from baton.gtm.placeholders import filled, without_braces
from baton.gtm.recipients import GIVEN_NAME, Group, Recipients
from functions.gtm.marketing.wording import Wording, wording

UNTIL = "until"
NEWS, WIN_BACK = "news", "win_back"

_LATER: Mapping[str, str | None] = {GIVEN_NAME: "{given_name}", UNTIL: "{until}"}
"""What is filled in for each person, when a message is handed over."""


def drafts_to(
    recipients: Recipients,
    *,
    kind: str,
    about: Mapping[Language, str],
    offer: Offer | None,
    company: str,
) -> tuple[GroupDraft, ...]:
    """A draft for each group. ``kind`` is ``news`` or ``win_back``, ``about`` what news tell, in every
    language that the groups have.
    """
    return tuple(
        _draft(group, len(persons), kind=kind, offer=offer, values=_values(group, about, company))
        for group, persons in recipients.groups.items()
    )


def _values(group: Group, about: Mapping[Language, str], company: str) -> dict[str, str | None]:
    told = about.get(group.language, "")
    signed = without_braces(company) or wording(group.language).team
    return {**_LATER, "company": signed, "about": without_braces(told)}


def _draft(
    group: Group, count: int, *, kind: str, offer: Offer | None, values: dict[str, str | None]
) -> GroupDraft:
    words = wording(group.language)
    mail = words.news if kind == NEWS else words.win_back
    paragraphs = (
        words.greeting if GIVEN_NAME in group.knows else words.greeting_unnamed,
        mail.body,
        *_offered(words, offer, values),
        words.closing,
    )
    return GroupDraft(
        group=group.name,
        language=group.language,
        knows=group.knows,
        subject=filled(mail.subject, values),
        body="\n\n".join(filled(one, values) for one in paragraphs),
        recipients=count,
    )


def _offered(words: Wording, offer: Offer | None, values: dict[str, str | None]) -> Iterator[str]:
    if offer is None:
        return
    values.update(percent=str(offer.percent), code=offer.code)
    yield words.offer
    if offer.code:
        yield words.offer_code


def bounded(offer: Offer | None, most_percent: int) -> Offer | None:
    """The offer within the company's bound, whoever asks for more; none where none may be made."""
    if offer is None or most_percent < 1:
        return None
    return offer.model_copy(update={"percent": min(offer.percent, most_percent)})

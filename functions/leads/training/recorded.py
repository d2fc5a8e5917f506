"""Leads whose outcome was recorded here, as history."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from baton.leads.files.training_options import TrainingOptions
from baton.leads.interaction import InteractionKind
from baton.leads.interaction_repository import InteractionRepository
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.leads.scoring.lead_values import Values, values_of
from functions.leads.training.dictionary_column import DictionaryColumn, LeadsBuilder
from functions.leads.training.history import History, check_enough

RIPE = timedelta(days=30)
"""A lead that did not convert by then counts as not converted; younger leads are left out, whatever
became of them, since among the young only the quick ones have converted.
"""

MOST_LEADS = 50_000


class Recorded(NamedTuple):
    """What a lead told when it came, and whether it converted."""

    values: Values
    converted: bool


def recorded_leads(
    leads: LeadRepository, interactions: InteractionRepository, now: datetime
) -> list[Recorded]:
    """Leads that are ripe, the oldest first; at most the latest 50,000."""
    just_after = now - RIPE + timedelta(microseconds=1)
    found = [
        Recorded(values_of(lead.details), _converted(lead, interactions))
        for lead in islice(_newest_first(leads, just_after), MOST_LEADS)
    ]
    return found[::-1]


def with_recorded(history: History | None, recorded: list[Recorded]) -> History:
    """The history with the recorded leads after its own. Raises ``Refusal`` if all is too little."""
    gathered = LeadsBuilder()
    for lead in recorded:
        gathered.add(lead.values)
    columns = gathered.columns()
    base = history or History(
        names={key: key for key in columns},
        cells=dict.fromkeys(columns, DictionaryColumn.of(())),
        converted=(),
        fingerprint="",
        ordered_by="the time they came",
        options=TrainingOptions(),
    )
    converted = (*base.converted, *(lead.converted for lead in recorded))
    check_enough(converted, base.account)
    if not recorded:
        return base
    unknown = DictionaryColumn.of([None] * len(recorded))
    return replace(
        base,
        cells={key: own.followed_by(columns.get(key, unknown)) for key, own in base.cells.items()},
        converted=converted,
        fingerprint=_fingerprint(base.fingerprint, recorded),
        recorded=len(recorded),
        seconds=None,
    )


def _fingerprint(before: str, recorded: list[Recorded]) -> str:
    digest = hashlib.sha256(before.encode())
    for lead in recorded:
        digest.update(repr((sorted(lead.values.items()), lead.converted)).encode())
    return digest.hexdigest()


def _newest_first(leads: LeadRepository, before: datetime) -> Iterator[Lead]:
    """What was received before a moment: what came later is not read at all, however much it is."""
    cursor = None
    while True:
        page = leads.page(before=before, cursor=cursor, limit=100)
        yield from page.items
        if (cursor := page.cursor) is None:
            return


def _converted(lead: Lead, interactions: InteractionRepository) -> bool:
    """A conversion ends a lead's sequence, so one that nothing ended has none."""
    if lead.stopped is None:
        return False
    if lead.stopped.reason == InteractionKind.CONVERTED.value:
        return True
    return any(one.kind is InteractionKind.CONVERTED for one in interactions.of(lead.lead_id))

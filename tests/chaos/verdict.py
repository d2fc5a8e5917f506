"""What became of every lead, judged by what the tables hold and the bus said. Pure but for ``look``."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from baton.leads.lead import LeadStatus
from tests.chaos.first_steps import FirstSteps, judge_steps
from tests.integration.deployment import Deployment

ENDED = frozenset({LeadStatus.PROCESSED, LeadStatus.ESCALATED, LeadStatus.PARKED})

Item = dict[str, Any]

_NUMBERS = re.compile(r"\d+(\.\d+)?")
_REPORT = re.compile(r"Report ([0-9A-Z]{26})\.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is: leads as documents, the rest as items; ``mails`` by what each is about,
    ``receipts`` by the mail service's ids of them.
    """

    leads: Sequence[Item]
    planned: Sequence[Item]
    cases: Sequence[Item]
    entries: Sequence[Item]
    announcements: Sequence[Item]
    mails: Sequence[str] = ()
    effects: Sequence[Item] | None = None
    """``None`` if nobody looked at what went out"""
    receipts: frozenset[str] = frozenset()

    def about(self, lead_ids: Collection[str]) -> "Evidence":
        """What of it is about these leads; mails, effects and leads stay."""
        return replace(
            self,
            planned=[one for one in self.planned if one["lead_id"] in lead_ids],
            cases=[one for one in self.cases if one["subject_id"] in lead_ids],
            entries=[one for one in self.entries if one["subject_id"] in lead_ids],
            announcements=[
                one for one in self.announcements if one["payload"]["lead_id"] in lead_ids
            ],
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that was acknowledged, by its end; and what there should be none of."""

    statuses: Counter[str]
    reasons: Counter[str]
    """why leads were parked or escalated, in the words of their cases but for numbers"""
    lost: tuple[str, ...]
    """acknowledged, but nowhere, on no way to an end, or without a reason that a person can read"""
    doubled: tuple[str, ...]
    """stored, planned, announced, put before a person or mailed more than once"""
    left: int
    """outbox entries and first steps that still wait"""
    parked_work: int
    mails: int
    steps: FirstSteps

    @property
    def is_good(self) -> bool:
        """Nothing is lost, nothing came twice, and nothing is left to do."""
        return not self.lost and not self.doubled and not self.left


def judge(acknowledged: Iterable[str], found: Evidence) -> Verdict:
    """The verdict on leads that were acknowledged, by the ids their callers know them by."""
    known: dict[str, list[Item]] = {external_id: [] for external_id in acknowledged}
    for lead in found.leads:
        if (external_id := lead["details"].get("external_id")) in known:
            known[external_id].append(lead)
    ours = {lead["lead_id"] for leads in known.values() for lead in leads}
    found = found.about(ours)
    reasons = {str(case["subject_id"]): str(case["reason"]) for case in found.cases}
    statuses: Counter[str] = Counter()
    lost: list[str] = []
    for external_id, stored in known.items():
        if not stored:
            statuses["gone"] += 1
            lost.append(f"{external_id}: not stored")
            continue
        status = LeadStatus(stored[0]["status"])
        statuses[status.value] += 1
        if status not in ENDED:
            lost.append(f"{external_id}: {status}")
        elif status is not LeadStatus.PROCESSED and not reasons.get(stored[0]["lead_id"]):
            lost.append(f"{external_id}: {status} without a reason")
    stored = [lead for leads in known.values() for lead in leads]
    steps = judge_steps(
        stored if found.effects is not None else (), found.effects or (), found.receipts
    )
    waiting = sum(1 for entry in found.entries if entry["state"] != "parked")
    return Verdict(
        statuses=statuses,
        reasons=Counter(_NUMBERS.sub("…", reason) for reason in reasons.values()),
        lost=(*lost, *steps.lost),
        doubled=(*_doubled(known, found), *steps.doubled),
        left=waiting + steps.waiting,
        parked_work=len(found.entries) - waiting,
        mails=len(found.mails),
        steps=steps,
    )


def _doubled(known: Mapping[str, Sequence[Item]], found: Evidence) -> Iterable[str]:
    """A message that the bus brought twice is one announcement: who takes it knows its id."""
    announced = {
        (one["message_id"], one["payload"]["lead_id"], one["payload"]["status"])
        for one in found.announcements
    }
    seen = {
        "stored": Counter({key: len(leads) for key, leads in known.items()}),
        "planned": Counter(str(one["lead_id"]) for one in found.planned),
        "announced": Counter(f"{lead_id} {status}" for _, lead_id, status in announced),
        "put before a person": Counter(str(case["subject_id"]) for case in found.cases),
        "mailed": Counter(found.mails),
    }
    for what, counted in seen.items():
        yield from (f"{key} {what} {times} times" for key, times in counted.items() if times > 1)


def about(mail: Item) -> str:
    """What a mail is about: to whom, what, and of which report."""
    report = _REPORT.search(str(mail.get("BodyHtml", "")))
    return f"{mail['To']} {mail['Subject']} {report.group(1) if report else ''}"


def look(deployment: Deployment, *, mails: bool = True) -> Evidence:
    """What is there now, with or without the ``mails`` and the steps that went out by them."""
    taken = deployment.mails() if mails else []
    return Evidence(
        leads=deployment.documents("leads"),
        planned=[one for one in deployment.documents("interactions") if one["kind"] == "planned"],
        cases=deployment.documents("escalations"),
        entries=deployment.items("outbox"),
        announcements=deployment.heard("lead.processed"),
        mails=[about(mail) for mail in taken],
        effects=deployment.documents("effects") if mails else None,
        receipts=frozenset(str(mail["MessageId"]) for mail in taken),
    )

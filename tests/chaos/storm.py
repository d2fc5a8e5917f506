"""One storm: leads go in while faults are injected, and are waited for until every one has ended, and
the first step of its plan has gone out, was refused, or is unknown by name.
"""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from infra.local.stack import LocalStack
from tests.chaos.behind import LEAD_FUNCTIONS, REPORT_FUNCTIONS, STEP_FUNCTIONS, behind
from tests.chaos.callers import Sent, leads_of, patiently, send
from tests.chaos.first_steps import FIRST, waiting
from tests.chaos.proxy import Injected, Proxy, proxy_before
from tests.chaos.verdict import ENDED, Verdict, judge, look
from tests.chaos.weather import rules
from tests.integration.deployment import Deployment
from tests.integration.wire import CAMPAIGNS, Wire

PATIENCE_SECONDS = 900.0
"""A lead that failed four times waits for minutes; five failures park it."""

LOOK_SECONDS = 5.0
SENDER = "baton@example.com"
ALWAYS = {"opens": "00:00", "closes": "23:59:59.999999"}
SETTINGS = {
    "BATON_LEASE_SECONDS": "30",
    "BATON_SENDING": "true",
    "BATON_SENDER": SENDER,
    "BATON_SEND_RULES": json.dumps({"answers": ALWAYS, "hours": {"email": ALWAYS}}),
    "BATON_REPORT_SENDER": SENDER,
    "BATON_REPORT_RECIPIENTS": "grace@example.com",
}
"""A lease is still longer than a pipeline; a worker that died holds its lead half a minute only.
Mail goes out at any hour, since a storm may come at any.
"""

LEADS_A_REPORT = 10
"""A report of the campaigns is ordered, and mailed, for so many leads."""

_CAMPAIGN = {
    "name": "Autumn",
    "platform": "google",
    "daily_budget": {"amount": 500_000, "currency": "USD"},
}

Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Course:
    """What a storm is like."""

    leads: int
    seed: int
    rate: float
    callers: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a storm did, and what it left."""

    course: Course
    sent: Sent
    injected: Injected
    verdict: Verdict
    reports: int
    """that were ordered and taken"""
    seconds: float

    @property
    def is_good(self) -> bool:
        """Every lead was acknowledged and ended, and nothing came twice."""
        return self.verdict.is_good and not self.sent.given_up


def storm(course: Course, told: Told) -> Outcome:
    """Runs one on a stack of its own, which is ended afterwards."""
    stack = LocalStack.named("chaos")
    stack.end()
    stack.wipe()
    try:
        told("Starting the local AWS", 0)
        stack.start()
        told("Deploying the application", 0)
        outputs = stack.deploy()
        deployment = Deployment(stack, outputs)
        deployment.listen()
        _allow_mail(stack)
        wire = Wire(outputs, "application")
        with proxy_before(
            stack.aws.endpoint, seed=course.seed, log=stack.folder / "microburst.log"
        ) as proxy:
            told("Putting the functions behind microburst", 0)
            there = (*LEAD_FUNCTIONS, *REPORT_FUNCTIONS, *STEP_FUNCTIONS)
            with behind(stack.aws, proxy.url, there, SETTINGS):
                return _weather(course, deployment, wire, proxy, told)
    finally:
        stack.end()


def _allow_mail(stack: LocalStack) -> None:
    """Verifies our sender, and has SES mail to everybody."""
    mail = stack.aws.client("sesv2")
    mail.create_email_identity(EmailIdentity=SENDER)
    mail.put_account_details(
        MailType="TRANSACTIONAL", WebsiteURL="https://baton.example", ProductionAccessEnabled=True
    )


def _weather(
    course: Course, deployment: Deployment, wire: Wire, proxy: Proxy, told: Told
) -> Outcome:
    started, done = time.monotonic(), [0]

    def acknowledged() -> None:
        done[0] += 1
        if done[0] % 10 == 0:
            told("Leads acknowledged", done[0])

    proxy.blow(rules(course.rate))
    sent = send(
        wire, leads_of(course.seed, course.leads), callers=course.callers, seen=acknowledged
    )
    told("Ordering reports", course.leads)
    ordered = _order_reports(wire, course)
    _until_ended(deployment, sent, ordered, told)
    injected = proxy.injected()
    wire.close()
    verdict = judge(sorted(sent.acknowledged), look(deployment))
    return Outcome(course, sent, injected, verdict, len(ordered), time.monotonic() - started)


def _order_reports(wire: Wire, course: Course) -> list[str]:
    """Orders reports on a campaign, several at once; gives the ids of those that were taken."""
    patiently(wire, CAMPAIGNS, _CAMPAIGN, key="campaign")

    def one(number: int) -> str | None:
        answer = patiently(wire, f"{CAMPAIGNS}/reviews", None, key=f"report-{number}")
        return str(answer.json()["report_id"]) if answer.is_success else None

    with ThreadPoolExecutor(course.callers) as pool:
        return list(filter(None, pool.map(one, range(course.leads // LEADS_A_REPORT))))


def _until_ended(deployment: Deployment, sent: Sent, reports: Sequence[str], told: Told) -> None:
    """Sweeps as the schedules do, in the same bad weather, until no lead, entry, report or first step
    waits.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        ended = sum(
            1
            for lead in deployment.documents("leads")
            if lead["status"] in ENDED and lead["details"].get("external_id") in sent.acknowledged
        )
        told("Leads at their end", ended)
        entries = [one for one in deployment.items("outbox") if one["state"] != "parked"]
        runs = deployment.executions("scheduled_review")
        reporting = any(runs.get(one) == "RUNNING" for one in reports)
        steps = [one for one in deployment.documents("effects") if waiting(one)]
        if ended == len(sent.acknowledged) and not (entries or reporting or steps):
            return
        time.sleep(LOOK_SECONDS)
        deployment.sweep()
        deployment.hasten_steps(FIRST)
        deployment.carry_out()

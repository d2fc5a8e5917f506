"""CPU of each step and of a whole lead, with its DynamoDB work.

The real handlers run in this process on the local stack's tables. The workflow service is the one
part that is played here, since its own CPU is not ours: it hands each step's result to the next, as
``infra/workflows/leads/lead_pipeline.py`` says.
"""

import io
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any
from uuid import uuid4

from baton.messaging.workflows import StepFunctions, WorkflowResult
from tests.benchmarks.handlers import Handler
from tests.benchmarks.local_stack import api_event
from tests.benchmarks.report import Section, at_most

LEADS = 60
WARM_UP = 10
WHOLE_LEAD_LIMIT_MS = 30
HANDOFF_LIMIT_MS = 45
"""A handoff with its four memories, from task to result, waiting for the local stores included."""

MESSAGES = (
    ("Head of Sales", "Please send me a quote for 200 seats, we want to start next month.", 900),
    ("Analyst", "I would like to learn more about your product.", 240),
    (None, None, 0),
)
"""A hot, a warm and a cold lead, in turn."""


class Meter:
    """CPU and wall milliseconds by step."""

    def __init__(self) -> None:
        self.cpu: dict[str, list[float]] = defaultdict(list)
        self.wall: dict[str, list[float]] = defaultdict(list)
        self.functions: dict[str, str] = {}

    @contextmanager
    def step(self, name: str, function: str) -> Iterator[None]:
        """Adds the time of what happens inside to a step of a function."""
        self.functions[name] = function
        cpu, wall = time.process_time(), time.perf_counter()
        yield
        self.cpu[name].append((time.process_time() - cpu) * 1000)
        self.wall[name].append((time.perf_counter() - wall) * 1000)

    def clear(self) -> None:
        """Forgets the warm-up."""
        self.cpu.clear()
        self.wall.clear()


def run(handlers: dict[str, Handler], outputs: dict[str, Any]) -> Section:
    """Takes leads through the API and its pipeline and measures every step."""
    meter = Meter()
    with pipeline_here(handlers, meter):
        for number in range(WARM_UP + LEADS):
            if number == WARM_UP:
                meter.clear()
            with meter.step("whole lead", "leads_api"):
                one_lead(handlers["leads_api"], outputs, number)
    section = Section(
        f"CPU of a lead, warm (median of {LEADS} leads: hot, warm and cold in turn)",
        note="The whole lead is the API call with every step inside, each with its DynamoDB work.",
    )
    for name, values in meter.cpu.items():
        if name != "whole lead":
            section.add(name, statistics.median(values), "ms CPU")
    whole = statistics.median(meter.cpu["whole lead"])
    section.figures.append(at_most("whole lead", whole, "ms CPU", WHOLE_LEAD_LIMIT_MS))
    handoff = statistics.median(meter.wall["handoff to engagement"])
    section.figures.append(
        at_most("handoff to engagement, by the clock", handoff, "ms", HANDOFF_LIMIT_MS)
    )
    return section


def one_lead(api: Handler, outputs: dict[str, Any], number: int) -> None:
    """Sends the lead of this number through the API. Raises ``RuntimeError`` if it is not processed."""
    title, message, seconds = MESSAGES[number % len(MESSAGES)]
    body = {
        "email": f"bench-{number}-{uuid4().hex}@example.com",
        "first_name": "Anna",
        "country": "AT",
        "job_title": title,
        "message": message,
        "activity": {"visits": 3, "seconds_on_site": seconds},
        "source": "website",
    }
    event = api_event(outputs, {key: value for key, value in body.items() if value is not None})
    with redirect_stdout(io.StringIO()):
        answer = api(event, None)
    if answer["statusCode"] != 200:
        raise RuntimeError(f"the lead was not processed: {answer['body']}")


@contextmanager
def pipeline_here(handlers: dict[str, Handler], meter: Meter) -> Iterator[None]:
    """Lets ``Workflows.run`` call the steps in this process instead of the workflow service."""

    def run_here(
        _self: StepFunctions, _workflow: str, given: dict[str, Any], *, name: str
    ) -> WorkflowResult:
        return WorkflowResult(_pipeline(handlers, meter, json.loads(json.dumps(given)), name))

    original = StepFunctions.run
    StepFunctions.run = run_here  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        StepFunctions.run = original  # type: ignore[method-assign]


def _pipeline(
    handlers: dict[str, Handler], meter: Meter, given: dict[str, Any], name: str
) -> dict[str, Any]:
    lead, decisions = given["lead"], list[dict[str, Any]]()
    handed_over = {"kind": "lead", "record": lead, "just_received": given["just_received"]}

    def step(function: str, label: str, **task: Any) -> dict[str, Any]:
        last = function == "result_writer"
        trace = {
            "correlation_id": given["correlation_id"],
            "execution": name,
            "step": label,
            **({"decisions": decisions} if last else {"hands_on": True}),
        }
        with meter.step(label, function):
            about = handed_over if function == "handoff" else {"lead": lead}
            answer = handlers[function]({"task": {**about, **task}, "trace": trace}, None)
        decisions.extend(answer.get("decisions", ()))
        return answer

    triage = step("lead_triage", "triage")
    assessment, category = triage["assessment"], triage["category"]
    facts = {**assessment, "category": category, "temperature": triage["temperature"]}
    routes = {route["target_agent"]: route for route in triage["handoffs"]}
    handed = step(
        "handoff",
        "handoff to engagement",
        source_agent="lead_triage",
        route=routes["engagement"],
        context=facts,
    )["handoff"]
    engaged = step(
        "engagement", "engagement", assessment=assessment, category=category, handoff=handed
    )
    handoffs, advice = [handed], None
    routes |= {route["target_agent"]: route for route in engaged.get("handoffs", ())}
    if route := routes.get("campaign_optimizer"):
        to_optimizer = step(
            "handoff",
            "handoff to optimiser",
            source_agent="engagement",
            route=route,
            context=facts,
        )["handoff"]
        handoffs.append(to_optimizer)
        advice = step("campaign_optimizer", "optimiser", handoff=to_optimizer)["advice"]
    return step(
        "result_writer",
        "result_writer",
        assessment=assessment,
        category=category,
        temperature=triage["temperature"],
        handoffs=handoffs,
        plan=engaged["plan"],
        **({"advice": advice} if advice else {}),
    )

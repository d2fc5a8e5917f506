"""What the language gateway itself costs a call: everything but the model and the network.

Stores and bus are those of the tests, in memory, so that only the gateway's own work is counted; what
it asks of the stores is counted beside. OpenAI's client is measured with a transport that answers at
once.
"""

import importlib
import io
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout

from baton.language.endpoint import Call, Completion
from baton.language.gateway import Gateway, TemplatesOnly
from baton.language.generation import Written
from baton.language.openai_endpoint import OpenAiEndpoint
from tests.benchmarks.report import Section, at_most, cpu_per_call
from tests.fakes.platform.effects import FakeSecret
from tests.fakes.platform.model_server import completion
from tests.unit.platform.language.world import Letter, World, ask

ANSWER = '{"subject": "Your question", "text": "Good day, Ann. Which time suits you for a call?"}'
MESSAGE = "We would like to see the product with our own data. " * 20
CALLS = 100


class _AtOnce:
    """An endpoint that answers at once."""

    def complete(self, call: Call) -> Completion:
        return Completion(ANSWER, call.model, "stop", 400, 30)

    def stream(self, call: Call) -> Iterator[str | Completion]:
        yield ANSWER
        yield Completion(ANSWER, call.model, "stop", 400, 30)

    def renew(self) -> None:
        """There is no key."""


def run() -> Section:
    """Measures a call, with and without the client, one from the cache, and one without a model."""
    section = Section(
        "Language: the gateway's own work a call",
        note="CPU without model and network: prompt, price, switch, breaker, budget, form, cache, "
        "metrics line.",
    )
    world, imported = World(), _import_client()
    gateway = world.gateway(_AtOnce())
    fresh = cpu_per_call(_writing(gateway, fresh=True), CALLS) / 1_000
    section.figures.append(at_most("A call", fresh, "ms CPU", 2))
    real = cpu_per_call(_writing(world.gateway(_with_client(world)), fresh=True), CALLS) / 1_000
    section.figures.append(at_most("A call with OpenAI's client", real, "ms CPU", 8))
    cached = cpu_per_call(_writing(gateway, fresh=False), CALLS) / 1_000
    section.add("From the cache", cached, "ms CPU")
    alone = TemplatesOnly("none is configured", world.platform.clock, _unheard)
    section.add("Without a model: the template", _template(alone), "ms CPU")
    section.add("Requests to stores, a call", _requests(fresh=True), "requests")
    section.add("Requests to stores, what was not asked before", _requests(fresh=None), "requests")
    section.add("Requests to stores, from the cache", _requests(fresh=False), "requests")
    section.add("Importing OpenAI's client, once a container", imported, "ms CPU")
    return section


def _writing(gateway: Gateway, *, fresh: bool) -> Callable[[], object]:
    asked = ask(outside={"message": MESSAGE}, fresh=fresh)

    def write() -> None:
        with redirect_stdout(io.StringIO()):
            written = gateway.write(asked)
        assert isinstance(written.value, Letter), "no letter was written"

    return write


def _template(alone: TemplatesOnly) -> float:
    asked = ask()
    return cpu_per_call(lambda: alone.write(asked), CALLS) / 1_000


def _requests(*, fresh: bool | None) -> int:
    """Port calls of one answer: the second of its kind, or the first (``None``)."""
    world = World()
    write = _writing(world.gateway(_AtOnce()), fresh=bool(fresh))
    if fresh is not None:
        write()
    before = len(world.platform.faults.calls)
    write()
    return len(world.platform.faults.calls) - before


def _import_client() -> float:
    started = time.process_time()
    importlib.import_module("openai")
    return (time.process_time() - started) * 1_000


def _with_client(world: World) -> OpenAiEndpoint:
    import httpx2
    from openai import OpenAI

    body = completion(ANSWER, usage=(400, 30))
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=body))
    endpoint = OpenAiEndpoint("http://127.0.0.1:9/v1", FakeSecret("none"), world.platform.clock)
    endpoint.use(OpenAI(api_key="none", http_client=httpx2.Client(transport=transport)))
    return endpoint


def _unheard(_: Written[Letter]) -> None:
    """Nobody listens."""

"""AWS throttles, breaks, is slow and loses answers, and no lead is lost or handled twice.

Eight leads; ``make chaos`` sends three hundred, with time-outs and every function behind the proxy.
"""

import pytest

from tests.chaos.behind import behind
from tests.chaos.callers import leads_of, send
from tests.chaos.proxy import proxy_before
from tests.chaos.verdict import judge, look
from tests.chaos.weather import LOST, SILENT, SORTS, THROTTLED, rules

SEED, LEADS, RATE = 11, 8, 0.25
FUNCTIONS = ("leads_api", "handoff", "result_writer", "outbox")
LEASE = {"BATON_LEASE_SECONDS": "5"}


@pytest.fixture
def proxy(stack, tmp_path):
    with (
        proxy_before(stack.aws.endpoint, seed=SEED, log=tmp_path / "microburst.log") as proxy,
        behind(stack.aws, proxy.url, FUNCTIONS, LEASE),
    ):
        yield proxy


def test_every_lead_that_is_acknowledged_in_bad_weather_ends_once(
    proxy, deployment, application, eventually
):
    proxy.blow(rules(RATE, [sort for sort in SORTS if sort is not SILENT]))

    sent = send(application, leads_of(SEED, LEADS), callers=LEADS, rest=0.3)

    def ended():
        deployment.hasten()
        deployment.sweep()
        verdict = judge(sent.acknowledged, look(deployment, mails=False))
        return None if verdict.lost or verdict.left else verdict

    verdict = eventually(ended, "the end of every lead")
    injected = proxy.injected()
    assert sent.given_up == {}
    assert verdict.doubled == ()
    assert sum(verdict.statuses.values()) == LEADS
    assert {sort for _, _, sort in injected.faults} >= {THROTTLED, LOST}
    assert injected.repetitions["dynamodb"] > 0

"""``make conformance``: what others' suites say of the deployed local stack, in one table.

make conformance
make conformance ONLY="mcp document"
"""

import argparse
import sys
import time
from collections.abc import Iterator

from rich.console import Console

from infra.local.client import ApiClient
from tests.benchmarks.local_stack import deployed
from tests.conformance import document, npm_suites, python_sdk, report
from tests.conformance.front import front
from tests.conformance.report import Outcome
from tests.conformance.signing_in import sign_ins

PARTS = ("mcp", "document")
DOCUMENT = "schemathesis, every operation"
DOCUMENT_SECONDS = 420
CALLER, RATE = "operator", 45
"""Who has every scope, and a little less than the requests a second that this caller has."""


def outcomes(parts: set[str]) -> Iterator[Outcome]:
    """Each suite's, on a fresh stack of their own."""
    with deployed("conformance") as (_stack, outputs):
        api = ApiClient(outputs, CALLER)
        if "mcp" in parts:
            with front(outputs["api_url"]) as address:
                who = sign_ins(outputs, address)
                yield python_sdk.run(who)
                yield npm_suites.of_the_sdk(who)
            tokens = ApiClient(outputs)
            with front(outputs["api_url"], tokens.token) as address:
                yield from npm_suites.of_the_suite(f"{address}/mcp")
            tokens.close()
        if "document" in parts:
            url, token = outputs["api_url"], api.token()
            schema = document.deployed(url, token, rate=RATE)
            yield document.outcome(DOCUMENT, schema, DOCUMENT_SECONDS)
        api.close()


def main() -> int:
    """Tries and shows; the exit status is 1 if anything is unexplained."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    started, console, found = time.monotonic(), Console(width=150), []
    for outcome in outcomes(set(given.parts or PARTS)):
        console.print(f"{time.monotonic() - started:4.0f} s  {outcome.suite}")
        found.append(outcome)
    known = report.reasons()
    all_judged = [report.judged(one, known) for one in found]
    stale = report.unused(known, found)
    report.show(console, all_judged, stale)
    return 1 if stale or any(one.unexplained or not one.outcome.passed for one in all_judged) else 0


if __name__ == "__main__":
    sys.exit(main())

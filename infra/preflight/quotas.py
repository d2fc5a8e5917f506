"""Whether the account is large enough for what the configuration asks of it."""

from collections.abc import Iterator

from infra.configuration import Configuration
from infra.preflight.account import Account
from infra.preflight.finding import Finding, good, stop, warn

OTHERS = 20
"""Functions that run beside a file's rows: the API's, the outbox, schedules."""

NEW_ACCOUNT = 10
"""Functions at a time that AWS allows a new account; the usual quota is 1,000."""

_NEEDED = (
    ("events", "PutEvents throttle limit", "events a second", 1),
    ("scheduler", "Number of schedules", "schedules for steps that wait", 10_000),
    ("states", "StartSyncExecution throttle token refill rate", "leads a second", 1),
)
"""Service, words of the quota's name, what it bounds, and how much is needed for each request a second
that the API takes; schedules are of a week's leads."""


def check_concurrency(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """A file's rows are taken in side by side, each in a function."""
    rows, limit = configuration.rows_at_a_time, account.concurrency()
    needed = rows + OTHERS
    if limit >= needed:
        yield good(f"{limit} functions may run at a time; {needed} are needed.")
        return
    fits = max(1, limit - OTHERS) if limit > OTHERS else max(1, limit // 4)
    yield stop(
        f"Only {limit} functions may run at a time in this account and region"
        + (" (it is a new account)" if limit <= NEW_ACCOUNT else "")
        + f"; with intake.concurrency {rows} about {needed} do. Calls would be throttled.",
        f'Ask for more: Service Quotas, AWS Lambda, "Concurrent executions" (1,000 is usual, and free); '
        f"or deploy with -c intake.concurrency={fits} meanwhile.",
    )


def check_rates(configuration: Configuration, account: Account) -> Iterator[Finding]:
    """What a busy API asks of services that have a rate for the whole account."""
    rate = configuration.api.requests_per_second
    for service, words, what, each in _NEEDED:
        limit = account.quota(service, words)
        needed = each if each > 1 else rate
        if limit is None:
            continue
        if limit >= needed:
            yield good(f"{limit:,.0f} {what} are allowed; {needed:,} may be needed.")
        else:
            yield warn(
                f"Only {limit:,.0f} {what} are allowed in this account and region; at "
                f"api.requests_per_second {rate} up to {needed:,} are needed.",
                f'Ask for more in Service Quotas, service "{service}", "{words}…".',
            )

"""How customers who stopped buying are written to, as the company's own system tells it. Pure, by a
seeded generator of its own. Nobody is like that: the names are drawn, the addresses of no real domain.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from infra.local.company.customers import Customer

SEED = 1911
LEFT_WITHIN = timedelta(days=90)
"""Whom the company writes to: those of whom it has not heard for a season."""

DOMAIN = "customers.tidewater.example"
WILLS = {"yes": 60, "unknown": 30, "no": 10}
"""What they said of offers, out of a hundred."""

_NAMES = {
    "DE": ("Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hannes", "Ida", "Jonas"),
    "GB": (
        "Alice",
        "Adam",
        "Beth",
        "Callum",
        "Daisy",
        "Ewan",
        "Fiona",
        "George",
        "Harriet",
        "Jack",
    ),
}
_LANGUAGES = {"DE": "de", "GB": "en"}
_ZONES = {"DE": "Europe/Berlin", "GB": "Europe/London"}

Contact = Mapping[str, str]


def contacts(everybody: Sequence[Customer], last: date) -> Iterator[Contact]:
    """What the event ``customer.changed`` tells of those who left lately."""
    draw = Random(SEED)  # noqa: S311 (people of chance, not a secret)
    at = datetime.combine(last, time(6), UTC).isoformat()
    for one in everybody:
        if last - LEFT_WITHIN <= one.leaves < last:
            name = draw.choice(_NAMES[one.country])
            number = one.customer_id.rpartition("-")[2]
            yield {
                "customer_id": one.customer_id,
                "at": at,
                "email": f"{name.lower()}.{number}@{DOMAIN}",
                "given_name": name,
                "language": _LANGUAGES[one.country],
                "country": one.country,
                "time_zone": _ZONES[one.country],
                "marketing": draw.choices(tuple(WILLS), tuple(WILLS.values()))[0],
            }

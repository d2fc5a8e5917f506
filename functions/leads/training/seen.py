"""How many leads of a history a scorecard was learned from, told from a small sample of them. Pure.

The sample is the leads with the smallest digests, a bottom-k sketch (Broder, "On the Resemblance and
Containment of Documents", 1997): whether a lead would be in it depends on nothing but itself, so of
any other leads those with a digest below the greatest in the sample show which share was seen.
"""

import hashlib
from collections.abc import Iterable, Sequence

from baton.leads.scoring.lead_values import Values

KEPT = 64
_BYTES = 5


def digest(lead: Values, *, converted: bool) -> str:
    """Ten hexadecimal digits that stand for a lead and its outcome."""
    content = repr((sorted(lead.items()), converted)).encode("utf-8", "surrogatepass")
    return hashlib.blake2s(content, digest_size=_BYTES).hexdigest()


def sample_of(digests: Iterable[str]) -> tuple[str, ...]:
    """The 64 smallest of the digests, or all if there are fewer."""
    return tuple(sorted(set(digests))[:KEPT])


def share_seen(sample: Sequence[str], digests: Iterable[str]) -> float:
    """Which share of leads a sample's scorecard was learned from, 0 to 1, about."""
    if not sample:
        return 0.0
    greatest, known = sample[-1], frozenset(sample)
    inside = [one for one in set(digests) if one <= greatest]
    return sum(one in known for one in inside) / len(inside) if inside else 0.0

"""An answer in a model's words, held to the statements by code. Pure: whatever does not stand
there is a fault.
"""

import re
from collections import Counter
from collections.abc import Sequence

_FIGURE = re.compile(r"\d(?:[\d.,:/-]*\d)?")
_MOST_TIMES_AS_LONG = 1.5


def faults_of(text: str, told: str) -> Sequence[str]:
    """Why ``text`` cannot stand for ``told``: every figure and date must be there as it stands, as
    often or more seldom, and none beside them.
    """
    given, said = Counter(_FIGURE.findall(told)), Counter(_FIGURE.findall(text))
    faults = []
    if added := sorted(said.keys() - given.keys()):
        faults.append(f"has figures that were not worked out: {', '.join(added[:5])}")
    if lost := sorted(given.keys() - said.keys()):
        faults.append(f"leaves out {', '.join(lost[:5])}")
    if not text.strip():
        faults.append("says nothing")
    if len(text) > _MOST_TIMES_AS_LONG * len(told) + 100:
        faults.append("is longer than what was worked out")
    return faults

"""Starts microburst with what it has no option for: ``python -m tests.chaos.launch SEED ARGS…``.

It draws from Python's shared random numbers and takes no seed. Calls come in another order in every
run, so a seed repeats how often what happens, not what happens to whom.

It takes what is signed as ``ses`` for the first version of SES, whose errors are XML. Everything here
asks the second version, signed the same, whose errors are JSON.
"""

import logging
import random
import sys

from microburst.cli import main
from microburst.detection import scope

_named = scope.service_for_scope


def _service_for(signed: str) -> str:
    return "sesv2" if signed == "ses" else _named(signed)


if __name__ == "__main__":
    scope.service_for_scope = _service_for
    random.seed(int(sys.argv[1]))
    logging.disable(logging.INFO)  # a line for every request
    sys.exit(main(sys.argv[2:]))

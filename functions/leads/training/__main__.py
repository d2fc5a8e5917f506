"""``python -m functions.leads.training``."""

import sys

from functions.leads.training.command import main

sys.exit(main(sys.argv[1:]))

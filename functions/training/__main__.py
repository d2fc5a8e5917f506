"""``python -m functions.training``."""

import sys

from functions.training.command import main

sys.exit(main(sys.argv[1:]))

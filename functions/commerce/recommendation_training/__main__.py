"""``python -m functions.commerce.recommendation_training``."""

import sys

from functions.commerce.recommendation_training.command import main

sys.exit(main(sys.argv[1:]))

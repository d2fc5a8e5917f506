"""Benchmarks: what a lead costs, and what our own code adds to it. Run with ``make bench``."""

import os

# As in a function (baton.memory.minilm), and before anything imports numpy: with several threads,
# OpenBLAS waits by spinning, which takes the time that it measures from whoever else works here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

"""Baton's shared library: the words, records and runtime every agent uses."""

import os

# pydantic looks through every installed package for plugins when the first model is made, which
# costs 20 ms of CPU. There are none here.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

"""What an agent runs on: its base class, its entry point, settings, clock, errors, observability."""

from baton.runtime.agent import Agent
from baton.runtime.entry_point import agent_handler

__all__ = ["Agent", "agent_handler"]

"""Lambda entry point of the handoff step."""

from baton.runtime import agent_handler
from functions.platform.handoff.agent import HandoffStep

handler = agent_handler(HandoffStep.assemble)

"""Lambda entry point of the keeper of leads' touches."""

from baton.runtime import agent_handler
from functions.campaigns.touches.agent import TouchRecorder

handler = agent_handler(TouchRecorder.assemble)

"""Lambda entry point of the training agent."""

from baton.runtime import agent_handler
from functions.leads.training.agent import Training

handler = agent_handler(Training.assemble)
"""Started by a file under ``history/``, by a schedule, or by a direct call."""

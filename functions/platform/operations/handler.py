"""Lambda entry point of the operations agent."""

from baton.runtime import agent_handler
from functions.platform.operations.agent import Operations

handler = agent_handler(Operations.assemble)

"""Lambda entry point of the assembly step."""

from baton.runtime import agent_handler
from functions.assembly.agent import Assembly

handler = agent_handler(Assembly.assemble)

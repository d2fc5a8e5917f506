"""Lambda entry point of the supervisor."""

from baton.runtime import agent_handler
from functions.gtm.supervisor.agent import Supervisor

handler = agent_handler(Supervisor.assemble)

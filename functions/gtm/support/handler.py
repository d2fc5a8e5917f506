"""Lambda entry point of support."""

from baton.runtime import agent_handler
from functions.gtm.support.agent import Support

handler = agent_handler(Support.assemble)

"""Lambda entry point of marketing."""

from baton.runtime import agent_handler
from functions.gtm.marketing.agent import Marketing

handler = agent_handler(Marketing.assemble)

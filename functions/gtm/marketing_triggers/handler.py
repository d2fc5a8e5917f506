"""Lambda entry point of marketing's triggers."""

from baton.runtime import agent_handler
from functions.gtm.marketing_triggers.agent import MarketingTriggers

handler = agent_handler(MarketingTriggers.assemble)

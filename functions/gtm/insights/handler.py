"""Lambda entry point of insights."""

from baton.runtime import agent_handler
from functions.gtm.insights.agent import Insights

handler = agent_handler(Insights.assemble)

"""Lambda entry point of the campaign optimiser."""

from baton.runtime import agent_handler
from functions.campaigns.optimizer.agent import CampaignOptimizer

handler = agent_handler(CampaignOptimizer.assemble)

"""Lambda entry point of the campaign analyst."""

from baton.runtime import agent_handler
from functions.campaigns.analytics.agent import CampaignAnalyst

handler = agent_handler(CampaignAnalyst.assemble)

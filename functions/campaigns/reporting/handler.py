"""Lambda entry point of the campaign report."""

from baton.runtime import agent_handler
from functions.campaigns.reporting.agent import CampaignReporter

handler = agent_handler(CampaignReporter.assemble)

"""Lambda entry point of the campaign report."""

from baton.runtime import agent_handler
from functions.campaign_report.agent import CampaignReporter

handler = agent_handler(CampaignReporter.assemble)

"""Lambda entry point of the changes of campaigns: a sweep each minute."""

from baton.runtime import agent_handler
from functions.campaigns.changes.agent import CampaignChanges

handler = agent_handler(CampaignChanges.assemble)

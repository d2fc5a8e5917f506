"""Lambda entry point of the ad manager."""

from baton.runtime import agent_handler
from functions.campaigns.ad_manager.agent import AdManager

handler = agent_handler(AdManager.assemble)

"""Lambda entry point of the readings of ad platforms: each hour."""

from baton.runtime import agent_handler
from functions.campaigns.ad_readings.agent import AdReader

handler = agent_handler(AdReader.assemble)

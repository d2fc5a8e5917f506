"""Lambda entry point of the engagement agent."""

from baton.runtime import agent_handler
from functions.leads.engagement.agent import Engagement

handler = agent_handler(Engagement.assemble)

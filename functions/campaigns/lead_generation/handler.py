"""Lambda entry point of lead generation, a step of a campaign's run."""

from baton.runtime import agent_handler
from functions.campaigns.lead_generation.agent import LeadGeneration

handler = agent_handler(LeadGeneration.assemble)

"""Lambda entry point of the lead triage agent."""

from baton.runtime import agent_handler
from functions.leads.triage.agent import LeadTriage

handler = agent_handler(LeadTriage.assemble)

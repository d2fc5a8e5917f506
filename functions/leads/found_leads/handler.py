"""Lambda entry point of found leads: an event for each, and a look each hour."""

from baton.runtime import agent_handler
from functions.leads.found_leads.agent import FoundLeads

handler = agent_handler(FoundLeads.assemble)

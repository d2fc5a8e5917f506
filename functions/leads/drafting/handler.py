"""Lambda entry point of drafting: called by the event ``lead.processed``."""

from baton.runtime import agent_handler
from functions.leads.drafting.agent import Drafting

handler = agent_handler(Drafting.assemble)

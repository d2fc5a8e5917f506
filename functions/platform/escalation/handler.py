"""Lambda entry point of the escalation service."""

from baton.runtime import agent_handler
from functions.platform.escalation.agent import EscalationService

handler = agent_handler(EscalationService.assemble)

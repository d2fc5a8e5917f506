"""Lambda entry point of the intake service."""

from baton.runtime import agent_handler
from functions.leads.intake.agent import Intake

handler = agent_handler(Intake.assemble)

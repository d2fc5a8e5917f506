"""Lambda entry point of the assembly step."""

from baton.runtime import agent_handler
from functions.leads.result_writer.agent import ResultWriter

handler = agent_handler(ResultWriter.assemble)

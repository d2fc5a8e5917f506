"""Lambda entry point of run control: called by the workflow of a run."""

from baton.runtime import agent_handler
from functions.campaigns.run_control.agent import RunControl

handler = agent_handler(RunControl.assemble)

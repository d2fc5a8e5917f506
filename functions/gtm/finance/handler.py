"""Lambda entry point of finance."""

from baton.runtime import agent_handler
from functions.gtm.finance.agent import Finance

handler = agent_handler(Finance.assemble)

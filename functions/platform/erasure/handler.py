"""Lambda entry point of export and erasure."""

from baton.runtime import agent_handler
from functions.platform.erasure.agent import ErasureService

handler = agent_handler(ErasureService.assemble)

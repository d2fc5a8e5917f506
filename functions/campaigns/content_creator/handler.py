"""Lambda entry point of the content creator."""

from baton.runtime import agent_handler
from functions.campaigns.content_creator.agent import ContentCreator

handler = agent_handler(ContentCreator.assemble)

"""Lambda entry point of the knowledge base."""

from baton.runtime import agent_handler
from functions.platform.knowledge_base.agent import KnowledgeIndexer

handler = agent_handler(KnowledgeIndexer.assemble)

"""Lambda entry point of the recommendation agent."""

from baton.runtime import agent_handler
from functions.commerce.recommendation.agent import RecommendationAgent

handler = agent_handler(RecommendationAgent.assemble)

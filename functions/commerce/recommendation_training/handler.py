"""Lambda entry point of the training of recommendations."""

from baton.runtime import agent_handler
from functions.commerce.recommendation_training.agent import RecommendationTraining

handler = agent_handler(RecommendationTraining.assemble)

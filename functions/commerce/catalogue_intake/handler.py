"""Lambda entry point of the catalogue's intake."""

from baton.runtime import agent_handler
from functions.commerce.catalogue_intake.agent import CatalogueIntake

handler = agent_handler(CatalogueIntake.assemble)

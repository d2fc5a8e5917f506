"""The campaign optimiser agent."""

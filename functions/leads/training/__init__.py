"""Training: learns a company's scorecard from its own lead history."""

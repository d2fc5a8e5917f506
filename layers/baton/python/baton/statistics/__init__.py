"""Statistics in plain Python: what experiments, shrinkage and intervals are computed with. Pure."""

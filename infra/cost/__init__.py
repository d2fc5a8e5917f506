"""What a deployment costs: by the month while nobody uses it, and by the million leads."""

"""The experiment area: A/B tests, from plan to reading."""
